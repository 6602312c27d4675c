import { codeIn, linkIn } from '../fixtures/inbox.ts'
import { expect, Parcel, test } from '../fixtures/app.ts'
import { LinkScreen } from '../screens/link.ts'
import { ParcelScreen } from '../screens/parcel.ts'
import { say, saying } from '../fixtures/words.ts'

test('a double tap on "send again" sends the same code once', async ({ page }) => {
  const parcel = await Parcel.placed()
  const first = await parcel.sms.next()
  const screen = new ParcelScreen(page)
  await new LinkScreen(page).enter(linkIn(first))
  await screen.sendSms.dblclick()
  const again = await parcel.sms.next()
  expect(codeIn(again)).toBe(codeIn(first))
  await expect(screen.sent.filter({ hasText: /^SMS to .*, again/ })).toHaveCount(1)
  expect(await parcel.sms.waiting()).toBe(0)
})

test('sending again too often is refused in words that say when it goes on', async ({ page }) => {
  const parcel = await Parcel.placed()
  const screen = new ParcelScreen(page)
  await new LinkScreen(page).enter(linkIn(await parcel.sms.next()))
  // Three in a row, then one a minute.
  for (let sent = 1; sent <= 3; sent++) {
    await screen.sendSms.click()
    await parcel.sms.next()
    await page.goto(parcel.path)
    await expect(screen.sent).toHaveCount(sent + 1)
  }
  // Nothing changes any more when all of them have arrived.
  await expect(async () => {
    await page.goto(parcel.path)
    await expect(screen.sent.filter({ hasText: say('state-delivered', { channel: 'sms' }) })).toHaveCount(4, { timeout: 500 })
  }).toPass()
  await expect(screen.sendSms).toBeDisabled()
  await expect(screen.sendSms).toHaveText(saying('parcel-again-in'))
  // From a page that was opened before.
  await screen.sendSms.evaluate((button: HTMLButtonElement) => {
    button.disabled = false
    button.form!.requestSubmit(button)
  })
  await expect(page.getByRole('main').getByText(saying('problem-wait'))).toBeVisible()
  // The other channel has a limit of its own.
  await screen.sendEmail.click()
  await parcel.mail.next()
  expect(await parcel.sms.waiting()).toBe(0)
})
