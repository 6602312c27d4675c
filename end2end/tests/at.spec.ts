import { expect, test } from '../fixtures/app.ts'
import { codeIn } from '../fixtures/inbox.ts'
import { Parcel } from '../fixtures/seed.ts'
import { say } from '../fixtures/words.ts'
import { CodeScreen } from '../screens/code.ts'
import { SignInScreen } from '../screens/sign-in.ts'

// By the sticker on the machine, with a number of one's own and nothing else.
test('from the sticker to the code, without a tracking number', async ({ page, parcel }) => {
  await parcel.place()
  const code = codeIn(await parcel.sms.next())
  await page.goto(`/at/${parcel.station.id}`)
  await page.getByRole('textbox', { name: say('find-contact') }).fill(parcel.phone)
  await page.getByRole('button', { name: say('find-go') }).click()
  await new SignInScreen(page).prove(codeIn(await parcel.sms.next()))

  await expect(page).toHaveURL(`/at/${parcel.station.id}`)
  await expect(page.getByRole('heading', { name: say('at-here', { parcels: 1 }) })).toBeVisible()
  await page.getByRole('button', { name: say('parcel-show') }).click()
  expect(await new CodeScreen(page).shownDigits()).toBe(code)

  // Somewhere else it is told where to go, and nothing waits there.
  const { station } = await Parcel.announced()
  await page.goto(`/at/${station.id}`)
  await expect(page.getByRole('heading', { name: say(station.id === parcel.station.id ? 'at-here' : 'at-astray', { parcels: 1 }) })).toBeVisible()
})

test('whoever waits for nothing reads the same as everybody', async ({ page, parcel }) => {
  await page.goto(`/at/${parcel.station.id}`)
  await page.getByRole('textbox', { name: say('find-contact') }).fill('+4915155999001')
  await page.getByRole('button', { name: say('find-go') }).click()
  await expect(page.getByText(say('at-code-lead', { channel: 'sms' }))).toBeVisible()
})
