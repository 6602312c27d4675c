import type { Page, Route } from '@playwright/test'
import { codeIn } from '../fixtures/inbox.ts'
import { expect, test } from '../fixtures/app.ts'
import { CodeScreen } from '../screens/code.ts'
import { FindScreen } from '../screens/find.ts'
import { ParcelScreen } from '../screens/parcel.ts'
import { SignInScreen } from '../screens/sign-in.ts'
import { say, saying } from '../fixtures/words.ts'

// B13: scripts run, but the client is not among them. What a page says then is true, and all of it works.
const missing = (route: Route) => route.fulfill({ status: 404, body: 'not here' })
const blocked = (route: Route) => route.abort('blockedbyclient')
const broken = (route: Route) => route.fulfill({ status: 200, contentType: 'application/wasm', body: 'not one' })

// Pages that follow one another plainly fade into each other; a fade that is cut short would be complained about.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

const again = (page: Page) => page.getByRole('link', { name: say('parcel-look-again') })

// The client is given up by the browser, and the page says no more than it did.
async function claimsNothing(page: Page) {
  await page.waitForLoadState('networkidle')
  await expect(page.locator('[data-hydrated]')).toHaveCount(0)
  await expect(page.locator('main[data-live]')).toHaveCount(0)
  for (const claim of [say('parcel-live'), saying('parcel-live-off')]) {
    await expect(page.getByText(claim).filter({ visible: true })).toHaveCount(0)
  }
  await expect(again(page)).toBeVisible()
}

for (const [what, files, answer] of [
  ['its WebAssembly is missing', '**/pkg/*.wasm', missing],
  ['its WebAssembly is blocked', '**/pkg/*.wasm', blocked],
  ['its WebAssembly is broken', '**/pkg/*.wasm', broken],
  ['its script is missing', '**/pkg/*.js', missing],
  ['its script is blocked', '**/pkg/*.js', blocked],
] as const) {
  test(`when ${what} a parcel is found, looked at again, and its code shown`, async ({ page, parcel, complaints }) => {
    complaints.expect(/\/pkg\/|Failed to load|Failed to fetch|WebAssembly/)
    await page.route(files, answer)
    const [find, signIn, screen, code] = [new FindScreen(page), new SignInScreen(page), new ParcelScreen(page), new CodeScreen(page)]
    await find.ask(parcel.tracking, parcel.phone)
    await expect(signIn.title).toBeVisible()
    await signIn.prove(codeIn(await parcel.sms.next()))
    await expect(page).toHaveURL(parcel.path)
    await claimsNothing(page)

    await parcel.place()
    const sms = codeIn(await parcel.sms.next())
    await again(page).click()
    await expect(screen.headline).toHaveText(say('parcel-headline', { standing: 'ready' }))
    await screen.sendEmail.click()
    expect(codeIn(await parcel.mail.next())).toBe(sms)
    await claimsNothing(page)

    await screen.show.click()
    await expect(page).toHaveURL(`${parcel.path}/code`)
    expect(await code.shownDigits()).toBe(sms)
    await claimsNothing(page)
    await parcel.station.type(sms)
    await again(page).click()
    await expect(page).toHaveURL(`${parcel.path}/code`)
    await expect(code.opened).toBeVisible()
  })
}
