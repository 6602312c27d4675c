import { linkIn } from '../fixtures/inbox.ts'
import { expect, Parcel, test } from '../fixtures/app.ts'
import { say } from '../fixtures/words.ts'
import { LinkScreen } from '../screens/link.ts'

test('what is wrong is one tap away, and what helps is one more', async ({ page }) => {
  const parcel = await Parcel.placed()
  await new LinkScreen(page).enter(linkIn(await parcel.sms.next()))
  await page.getByRole('link', { name: say('diagnosis-link') }).click()
  await expect(page).toHaveURL(`${parcel.path}/help`)
  // The simulator's phone has confirmed it.
  await expect(async () => {
    await page.goto(`${parcel.path}/help`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(say('cause-headline', { cause: 'delivered-receipt' }), { timeout: 500 })
  }).toPass()
  await page.getByRole('button', { name: say('parcel-show') }).click()
  await expect(page).toHaveURL(`${parcel.path}/code`)
  await expect(page.locator('.digits')).toBeVisible()
})

test('what only the customer can see has its own answer, and the way back', async ({ page }) => {
  const parcel = await Parcel.placed()
  await new LinkScreen(page).enter(linkIn(await parcel.sms.next()))
  await expect(page).toHaveURL(parcel.path)
  await page.goto(`${parcel.path}/help`)
  await page.getByRole('button', { name: say('seen-choice', { seen: 'scanner-silent' }) }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(say('cause-headline', { cause: 'scanner' }))
  await page.getByRole('link', { name: say('code-back') }).click()
  await expect(page).toHaveURL(parcel.path)
})
