import { linkIn } from '../fixtures/inbox.ts'
import { expect, Parcel, test } from '../fixtures/app.ts'
import { FindScreen } from '../screens/find.ts'
import { LinkScreen } from '../screens/link.ts'
import { ParcelScreen } from '../screens/parcel.ts'
import { say } from '../fixtures/words.ts'

test('the link of the message signs in with one button and leaves no secret in the address', async ({ page }) => {
  const parcel = await Parcel.placed()
  const link = linkIn(await parcel.sms.next())
  await new LinkScreen(page).enter(link)
  await expect(page).toHaveURL(parcel.path)
  await expect(new ParcelScreen(page).headline).toHaveText(say('parcel-headline', { standing: 'ready' }))
  const cookies = await page.context().cookies()
  const session = cookies.find(cookie => cookie.name.startsWith('__Host-'))
  expect(session).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' })
})

test('mail scanners that fetch the link do nothing', async ({ page, request }) => {
  const parcel = await Parcel.placed()
  const link = linkIn(await parcel.sms.next())
  for (let fetched = 0; fetched < 10; fetched++) {
    for (const response of [await request.get(link), await request.head(link)]) {
      expect(response.status()).toBe(200)
      expect(response.headers()['set-cookie']).toBeUndefined()
    }
  }
  await page.goto(link)
  await page.goto(parcel.path)
  await expect(new FindScreen(page).title).toBeVisible()
  await new LinkScreen(page).enter(link)
  await expect(page).toHaveURL(parcel.path)
})

test('a link that was made up leads to the start', async ({ page }) => {
  await page.goto('/l/AAAAAAAAAAAAAAAAAAAAAA')
  await expect(page.getByText(say('problem-link-over'))).toBeVisible()
  await expect(new FindScreen(page).title).toBeVisible()
})
