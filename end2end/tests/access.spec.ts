import { linkIn } from '../fixtures/inbox.ts'
import { expect, Parcel, test } from '../fixtures/app.ts'
import { FindScreen } from '../screens/find.ts'
import { LinkScreen } from '../screens/link.ts'
import { say } from '../fixtures/words.ts'

const missing = /status of 404/

test('another customer\'s parcel is not found, like one that does not exist', async ({ page, complaints }) => {
  complaints.expect(missing)
  const [mine, other] = [await Parcel.placed(), await Parcel.placed()]
  await new LinkScreen(page).enter(linkIn(await mine.sms.next()))
  await expect(page).toHaveURL(mine.path)
  const answers = []
  for (const path of [other.path, '/parcels/000000000000']) {
    for (const end of ['', '/code']) {
      const response = await page.goto(path + end)
      expect(response?.status()).toBe(404)
      await expect(page.getByRole('heading', { level: 1, name: say('not-found-title') })).toBeVisible()
      answers.push(await page.getByRole('main').innerText())
    }
  }
  expect(new Set(answers).size).toBe(1)
})

test('an address that does not exist says so and leads on', async ({ page, complaints }) => {
  complaints.expect(missing)
  const response = await page.goto('/no/such/page')
  expect(response?.status()).toBe(404)
  await page.getByRole('main').getByRole('link', { name: say('not-found-go') }).click()
  await expect(new FindScreen(page).title).toBeVisible()
})

test('every page keeps foreign scripts, frames and caches out', async ({ page }) => {
  const parcel = await Parcel.placed()
  await new LinkScreen(page).enter(linkIn(await parcel.sms.next()))
  await expect(page).toHaveURL(parcel.path)
  for (const path of ['/', '/parcels', parcel.path, `${parcel.path}/code`]) {
    const headers = (await page.goto(path))!.headers()
    expect(headers['content-security-policy'], path).toContain("default-src 'none'")
    expect(headers['content-security-policy'], path).toContain("frame-ancestors 'none'")
    expect(headers['content-security-policy'], path).not.toContain('unsafe-inline')
    expect(headers['referrer-policy'], path).toBe('same-origin')
    expect(headers['x-content-type-options'], path).toBe('nosniff')
    if (path !== '/') expect(headers['cache-control'], path).toContain('no-store')
  }
})
