import { expect, live, test } from '../fixtures/app.ts'
import { Parcel } from '../fixtures/seed.ts'
import { codeIn, linkIn } from '../fixtures/inbox.ts'
import { report } from '../fixtures/network.ts'
import { AccountScreen } from '../screens/account.ts'
import { CodeScreen } from '../screens/code.ts'
import { FindScreen } from '../screens/find.ts'
import { ParcelScreen } from '../screens/parcel.ts'
import { SignInScreen } from '../screens/sign-in.ts'
import type { Page } from '@playwright/test'
import { say, saying } from '../fixtures/words.ts'

// An open page is true: what changes on it, what stays, and what it says when it cannot know.

const by = say('parcel-live')

async function enter(page: Page, parcel: Parcel) {
  await new FindScreen(page).ask(parcel.tracking, parcel.phone)
  await new SignInScreen(page).prove(codeIn(await parcel.sms.next()))
  await expect(page).toHaveURL(parcel.path)
}

async function opened(page: Page, parcel: Parcel) {
  await enter(page, parcel)
  await page.goto(parcel.path)
  await live(page)
  await expect(page.getByText(by)).toBeVisible()
}

// Only what the client asks for by itself.
const refreshed = (parcel: Parcel) => (url: URL) => url.pathname === parcel.path
const fetched = (request: { resourceType(): string }) => request.resourceType() === 'fetch'

test('an event is done when it is shown, also when the first try is lost', async ({ page, parcel, complaints }) => {
  // B2
  complaints.expect(/Failed to load resource/)
  await opened(page, parcel)
  let tries = 0
  await page.route(refreshed(parcel), route => fetched(route.request()) && tries++ < 2 ? route.abort() : route.continue())
  await parcel.depart()
  await expect(new ParcelScreen(page).headline).toHaveText(say('parcel-headline', { standing: 'on-its-way' }))
  expect(tries).toBe(3)
  await expect(page.getByText(by)).toBeVisible()
})

for (const [whose, status, body] of [
  ['a page of a proxy', 200, '<!doctype html><title>Wifi</title><main><h1>Please log in to the wifi</h1></main>'],
  ['an error', 503, '<!doctype html><title>x</title><main id="main"><h1>Upstream</h1></main>'],
] as const) {
  test(`${whose} does not take the place of the page`, async ({ page, parcel, complaints }) => {
    // B3
    complaints.expect(/Failed to load resource/)
    await opened(page, parcel)
    const headline = await new ParcelScreen(page).headline.innerText()
    let broken = true
    await page.route(refreshed(parcel), route => fetched(route.request()) && broken ? route.fulfill({ status, body, contentType: 'text/html' }) : route.continue())
    await parcel.depart()
    await expect(page.getByText(saying('parcel-live-old'))).toBeVisible()
    await expect(page.locator('.live [data-when="old"] time')).toHaveText(/^\d\d:\d\d$/)
    await expect(page.getByRole('link', { name: say('parcel-look-again') })).toBeVisible()
    await expect(new ParcelScreen(page).headline).toHaveText(headline)
    broken = false
    await expect(new ParcelScreen(page).headline).toHaveText(say('parcel-headline', { standing: 'on-its-way' }))
    await expect(page.getByText(by)).toBeVisible()
  })
}

test('what time changes is shown when it is due, without anything having happened', async ({ page, parcel }) => {
  // B4: the carrier gives it a few seconds.
  await enter(page, parcel)
  await report({
    tracking_number: parcel.tracking, carrier: 'DHL', occurred_at: new Date().toISOString(),
    status: 'available_for_pickup', substatus: 'placed_in_locker', station: parcel.station.id, compartment: '12',
    pickup_deadline: new Date(Date.now() + 6_000).toISOString(),
  })
  await page.goto(parcel.path)
  await expect(new ParcelScreen(page).headline).toHaveText(say('parcel-headline', { standing: 'ready' }))
  await expect(new ParcelScreen(page).headline).toHaveText(say('parcel-headline', { standing: 'expired' }), { timeout: 12_000 })
})

test('what does not change stays as it is: scroll, focus, selection, and what is folded open', async ({ page, parcel }) => {
  // B5
  for (let depot = 0; depot < 6; depot++) {
    await report({
      tracking_number: parcel.tracking, carrier: 'DHL', occurred_at: new Date(Date.now() - 60_000 * (10 - depot)).toISOString(),
      status: 'in_transit', substatus: 'arrived_at_depot', location: `Depot ${depot}`,
    })
  }
  await parcel.place()
  await parcel.sms.next()
  await opened(page, parcel)
  const screen = new ParcelScreen(page)
  await page.locator('#older summary').click()
  await screen.sendEmail.focus()
  await page.evaluate(() => {
    const text = document.querySelector('.eyebrow')!
    getSelection()!.selectAllChildren(text)
    document.querySelector('main')!.dataset.mark = 'same'
    scrollTo(0, 200)
  })
  const before = await page.evaluate(() => [scrollY, getSelection()!.toString(), document.activeElement!.textContent])
  await report({
    tracking_number: parcel.tracking, carrier: 'DHL', occurred_at: new Date().toISOString(),
    status: 'in_transit', substatus: 'note', location: 'Depot 7',
  })
  await expect(screen.history.filter({ hasText: 'Depot 7' })).toBeVisible()
  expect(await page.evaluate(() => [scrollY, getSelection()!.toString(), document.activeElement!.textContent])).toEqual(before)
  await expect(page.locator('#older')).toHaveAttribute('open')
})

test('a page of another build is loaded as a whole', async ({ page, parcel, complaints }) => {
  // B7
  complaints.expect(/409/)
  await opened(page, parcel)
  const other = () => page.evaluate(() => {
    (window as any).old = true
    document.querySelector('main')!.dataset.build = 'other'
  })
  await other()
  await parcel.depart()
  await expect(new ParcelScreen(page).headline).toHaveText(say('parcel-headline', { standing: 'on-its-way' }))
  expect(await page.evaluate(() => (window as any).old)).toBeUndefined()

  // A form is done once, and its problem is told by the page that is loaded.
  await page.context().clearCookies()
  const find = new FindScreen(page)
  await find.open()
  await live(page)
  await other()
  await find.tracking.fill(parcel.tracking)
  await find.contact.fill('nobody')
  await find.go.click()
  await expect(page.getByText(say('problem-contact'))).toBeVisible()
  expect(await page.evaluate(() => (window as any).old)).toBeUndefined()
  await expect(find.tracking).toHaveValue(parcel.tracking)
})

test('a phone that slept shows no code whose time is over, without a connection either', async ({ page, parcel, context, complaints }) => {
  // B8
  complaints.expect(/Failed to load resource|ERR_INTERNET/)
  await page.clock.install()
  await enter(page, parcel)
  await parcel.place()
  await page.goto(`${parcel.path}/code`)
  await live(page)
  const code = new CodeScreen(page)
  await code.show.click()
  await expect(code.symbol).toBeVisible()
  await look(page, false)
  await expect(code.symbol).toBeHidden()
  await expect(page.locator('.digits')).toBeHidden()
  await look(page, true)
  await expect(code.symbol).toBeVisible()

  await look(page, false)
  await context.setOffline(true)
  await page.clock.fastForward('03:00:00')
  await look(page, true)
  // Not a moment of it: what is seen first is what stands there now.
  expect(await page.locator('.qr, .digits').count()).toBe(0)
  await context.setOffline(false)
  // The server's own time has not passed: it shows the code again.
  await expect(async () => {
    await page.clock.runFor(1_000)
    await expect(code.symbol).toBeVisible({ timeout: 200 })
  }).toPass()
})

// Whether somebody looks at a page.
const look = (page: Page, seen: boolean) => page.evaluate(seen => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => !seen })
  document.dispatchEvent(new Event('visibilitychange'))
}, seen)

test('a page says when it is not connected, and when it is again', async ({ page, parcel, context, complaints }) => {
  // B10
  complaints.expect(/Failed to load resource|ERR_|EventSource/)
  await enter(page, parcel)
  let refused = true
  await page.route('**/events*', route => refused ? route.fulfill({ status: 503 }) : route.continue())
  await page.goto(parcel.path)
  await expect(page.getByText(saying('parcel-live-off'))).toBeVisible()
  await expect(page.getByText(by)).toBeHidden()
  await expect(page.getByRole('link', { name: say('parcel-look-again') })).toBeVisible()
  refused = false
  await expect(page.getByText(by)).toBeVisible()
  await expect(page.getByText(saying('parcel-live-off'))).toBeHidden()
})

test('nine tabs load, because those that nobody looks at give their connection back', async ({ context, parcel }) => {
  // B11
  test.slow()
  const first = await context.newPage()
  await enter(first, parcel)
  for (let tab = 0; tab < 9; tab++) {
    const page = tab === 0 ? first : await context.newPage()
    await page.goto(parcel.path)
    await live(page)
    await expect(page.getByText(by)).toBeVisible()
    await look(page, false)
  }
  await look(first, true)
  await expect(first.getByText(by)).toBeVisible()
})

test('a connection that falls silent is made anew, and what was missed is shown', async ({ page, parcel }) => {
  // B17
  await page.clock.install()
  await opened(page, parcel)
  const again = page.waitForRequest(request => request.url().includes('/events'))
  await page.clock.fastForward(41_000)
  await page.clock.runFor(1_500)
  await again
  await parcel.depart()
  await expect(async () => {
    await page.clock.runFor(1_000)
    await expect(new ParcelScreen(page).headline).toHaveText(say('parcel-headline', { standing: 'on-its-way' }), { timeout: 200 })
  }).toPass()
})

test('a screen reader hears what has changed, once, and nothing when nothing of interest has', async ({ page, parcel }) => {
  // B18
  await parcel.place()
  const message = await parcel.sms.next()
  await opened(page, parcel)
  await page.evaluate(() => {
    const said: string[] = (window as any).said = []
    const region = document.querySelector('#news')!
    new MutationObserver(() => { if (region.textContent) said.push(region.textContent) }).observe(region, { childList: true })
  })
  const said = () => page.evaluate(() => (window as any).said as string[])
  const screen = new ParcelScreen(page)
  // What changes the history only is no news.
  await report({ tracking_number: parcel.tracking, carrier: 'DHL', occurred_at: new Date().toISOString(), status: 'in_transit', substatus: 'note', location: 'Depot 7' })
  await expect(screen.history.filter({ hasText: 'Depot 7' })).toBeVisible()
  expect((await said()).filter(text => !/^SMS to/.test(text))).toEqual([])

  await screen.sendEmail.click()
  await expect.poll(async () => (await said()).some(text => text.includes('E-mail'))).toBe(true)
  const focused = () => page.evaluate(() => document.activeElement!.tagName)
  expect(await focused()).toBe('LI')

  await parcel.station.type(codeIn(message))
  await expect(screen.headline).toHaveText(say('parcel-headline', { standing: 'collected' }))
  const last = async () => (await said()).filter(text => text.includes(say('parcel-headline', { standing: 'collected' })))
  await expect.poll(async () => (await last()).length).toBe(1)
})

test('a page ends with its session, and the code on it', async ({ page, stranger, parcel, complaints }) => {
  // B21
  complaints.expect(/401|404/)
  await parcel.place()
  const message = await parcel.sms.next()
  await stranger.goto(linkIn(message))
  await stranger.getByRole('button', { name: say('link-go') }).click()
  await expect(stranger).toHaveURL(parcel.path)
  await stranger.goto(`${parcel.path}/code`)
  await live(stranger)
  const code = new CodeScreen(stranger)
  await code.show.click()
  await expect(code.symbol).toBeVisible()
  await expect(stranger.locator('body')).toHaveAttribute('data-live', 'on')

  await enter(page, parcel)
  const account = new AccountScreen(page)
  await account.open()
  await account.devices.getByRole('button').first().click()
  await expect(code.symbol).toBeHidden({ timeout: 5_000 })
  await expect(stranger.locator('.digits')).toHaveCount(0, { timeout: 5_000 })
})

test('nothing is left behind by pages that are gone', async ({ page, parcel }) => {
  // R5
  test.slow()
  await opened(page, parcel)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  const measure = async () => {
    await devtools.send('HeapProfiler.collectGarbage')
    const { metrics } = await devtools.send('Performance.getMetrics')
    const of = (name: string) => metrics.find(metric => metric.name === name)!.value
    return { listeners: of('JSEventListeners'), nodes: of('Nodes'), heap: of('JSHeapUsedSize') }
  }
  const screen = new ParcelScreen(page)
  // The same page again and again, which is what the client does when it was told of a change.
  const swap = (times: number) => page.evaluate(async times => {
    const main = document.querySelector('main')!
    const now = Date.now
    for (let count = 0; count < times; count++) {
      const swapped = new Promise<void>(done => {
        const observer = new MutationObserver(() => {
          if (main.dataset.at === '0') return
          observer.disconnect()
          done()
        })
        observer.observe(main, { attributes: true })
      })
      main.dataset.due = main.dataset.at = '0'
      // Pages are half a second apart. What is due is looked for at once when somebody looks again.
      const later = Date.now() + 501
      Date.now = () => Math.max(later, now())
      document.dispatchEvent(new Event('visibilitychange'))
      await swapped
    }
  }, times)
  await swap(20)
  await expect(screen.headline).toBeVisible()
  const before = await measure()
  await swap(1000)
  const after = await measure()
  expect(after.listeners).toBeLessThanOrEqual(before.listeners)
  expect(after.nodes).toBeLessThanOrEqual(before.nodes + 100)
  expect(after.heap).toBeLessThanOrEqual(before.heap * 1.2)
})
