import { codeIn } from '../fixtures/inbox.ts'
import { expect, live, test, type Parcel } from '../fixtures/app.ts'
import { ContactsScreen } from '../screens/contacts.ts'
import { FindScreen } from '../screens/find.ts'
import { SignInScreen } from '../screens/sign-in.ts'
import type { Page } from '@playwright/test'
import { say, saying } from '../fixtures/words.ts'

async function enter(page: Page, parcel: Parcel) {
  await new FindScreen(page).ask(parcel.tracking, parcel.phone)
  await new SignInScreen(page).prove(codeIn(await parcel.sms.next()))
  await expect(page).toHaveURL(parcel.path)
}

// T7
test('a tracking number stays when the contact was wrong, and the focus goes to what was', async ({ page, parcel }) => {
  const find = new FindScreen(page)
  await find.ask(parcel.tracking, 'nobody')
  await expect(page.getByText(say('problem-contact'))).toBeVisible()
  await expect(find.tracking).toHaveValue(parcel.tracking)
  await expect(find.contact).toHaveValue('nobody')
  await expect(find.contact).toHaveAttribute('aria-invalid', 'true')
  await expect(find.contact).toHaveAccessibleDescription(saying('problem-contact'))
  await expect(find.contact).toBeFocused()
  expect(new URL(page.url()).search).toBe('')
  // B12: told once.
  await page.reload()
  await expect(find.title).toBeVisible()
  await expect(page.getByText(say('problem-contact'))).toHaveCount(0)
})

// T6, R6
test('a new address that is refused stays in its own form, which is open', async ({ page, parcel }) => {
  await enter(page, parcel)
  const contacts = new ContactsScreen(page)
  const shown = new RegExp(`${parcel.phone.slice(-2)}$`)
  for (const [typed, said] of [['+49 30 1234567', say('problem-no-sms', { why: 'landline' })], ['kim@gmial.com', say('problem-slip', { domain: 'gmail.com' })]]) {
    await contacts.open()
    await contacts.change(shown, typed)
    const card = contacts.card(shown)
    const field = card.getByRole('textbox', { name: say('contacts-change-label') })
    await expect(card.getByText(said)).toBeVisible()
    await expect(field).toBeVisible()
    await expect(field).toHaveValue(typed)
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(field).toHaveAccessibleDescription(new RegExp(said.replace('?', '\\?')))
    await expect(field).toBeFocused()
    await expect(page.locator('[aria-invalid]')).toHaveCount(1)
    await expect(page.locator('input[name=sure]')).toHaveCount(typed.includes('@') ? 1 : 0)
  }
})

// B14
test('a right code whose answer is lost lets the same browser in when it is sent again', async ({ page, parcel, enhanced, complaints }) => {
  complaints.expect(/ERR_|Failed to load/)
  const [find, signIn] = [new FindScreen(page), new SignInScreen(page)]
  await find.ask(parcel.tracking, parcel.phone)
  await expect(signIn.title).toBeVisible()
  if (enhanced) await live(page)
  const code = codeIn(await parcel.sms.next())
  let lost = 0
  await page.route('**/api/prove', async route => {
    if (lost++ > 0) return route.fallback()
    // It arrives, and what comes back does not.
    await route.fetch({ maxRedirects: 0 })
    await route.abort('connectionreset')
  })
  await signIn.prove(code)
  await expect.poll(() => lost).toBeGreaterThan(0)
  // Its own page of the failure may still be on the way.
  if (!enhanced) await expect(() => page.goto('/sign-in')).toPass()
  // The browser of this test may have been given the cookies of the lost answer: then it is in.
  if (await signIn.title.isVisible()) await signIn.prove(code)
  await expect(page).toHaveURL(/\/parcels/)
})

// B16
test('back after signing in leads to the parcels', async ({ page, parcel }) => {
  await enter(page, parcel)
  await page.goBack()
  await expect(page).toHaveURL(/\/parcels$/)
  await expect(page.getByText(say('problem-sign-in-over'))).toHaveCount(0)
})

// B22
test('the address of a form says in words that there is no page', async ({ page, complaints }) => {
  complaints.expect(/status of 405/)
  await page.goto('/api/find')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(say('refused-title'))
  await page.getByRole('link', { name: say('refused-go') }).click()
  await expect(new FindScreen(page).title).toBeVisible()
})

// B23
test('the first start of the installed app is the start page, without an alarm', async ({ page }) => {
  await page.goto('/parcels')
  await expect(new FindScreen(page).title).toBeVisible()
  await expect(page.getByRole('main').getByRole('alert')).toHaveCount(0)
})
