import { PNG } from 'pngjs'
import { decoders } from '../fixtures/decoders.ts'
import { linkIn } from '../fixtures/inbox.ts'
import { expect, Parcel, test } from '../fixtures/app.ts'
import { CodeScreen } from '../screens/code.ts'
import { LinkScreen } from '../screens/link.ts'

for (const deviceScaleFactor of [1, 2, 3]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the symbol reads from a ${colorScheme} screen at ${deviceScaleFactor} device pixels a pixel`, async ({ browser, complaints }) => {
      const parcel = await Parcel.placed()
      const context = await browser.newContext({ deviceScaleFactor, colorScheme, viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' })
      complaints.watch(context)
      const page = await context.newPage()
      const code = new CodeScreen(page)
      await new LinkScreen(page).enter(linkIn(await parcel.sms.next()))
      await expect(page).toHaveURL(parcel.path)
      await page.goto(`${parcel.path}/code`)
      await code.show.click()
      await expect(code.symbol).toBeVisible()
      const picture = await page.screenshot()
      const read = await decoders.jsqr(picture)
      expect(read).toMatch(/^[0-9A-Z]{1,29}$/)
      expect(await decoders.zbar(picture)).toBe(read)
      await context.close()
    })
  }
}

// The lengths of the stripes of one colour that a line of a picture crosses.
function stripes(png: Buffer, horizontal: boolean, place: number): number[] {
  const { data, width, height } = PNG.sync.read(png)
  const dark = (at: number) => data[4 * (horizontal ? Math.floor(height * place) * width + at : at * width + Math.floor(width * place))] < 128
  const found: number[] = []
  for (let at = 0, length = 0; at < (horizontal ? width : height); at++) {
    length++
    if (at + 1 === (horizontal ? width : height) || dark(at + 1) !== dark(at)) {
      found.push(length)
      length = 0
    }
  }
  return found
}

// B9: on narrow screens, as page zoom makes them, and on low ones; the page does it without the client.
for (const [width, height, deviceScaleFactor, modulePixels] of [
  // Density and zoom of a usual phone: 360 pixels at 2.625, of which 216 are left at a zoom of 167 %.
  [216, 400, 2.625, 14],
  [320, 640, 1, 8],
  [320, 640, 1.5, 12],
  [320, 640, 2, 16],
  [320, 640, 3, 25],
  [412, 915, 2.625, 23],
  [412, 915, 3, 27],
  [640, 360, 1, 6],
  [640, 360, 3, 20],
] as const) {
  test(`at ${width} by ${height} the symbol has ${modulePixels} whole device pixels a module, ${deviceScaleFactor} of them a pixel`, async ({ browser, complaints }) => {
    const parcel = await Parcel.placed()
    const context = await browser.newContext({
      deviceScaleFactor, viewport: { width, height }, javaScriptEnabled: false,
      // No page fades into another one: a picture of that is read by nobody.
      reducedMotion: 'reduce',
    })
    complaints.watch(context)
    const page = await context.newPage()
    const code = new CodeScreen(page)
    await new LinkScreen(page).enter(linkIn(await parcel.sms.next()))
    await page.goto(`${parcel.path}/code`)
    await code.show.click()
    await expect(code.symbol).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)

    await code.symbol.scrollIntoViewIfNeeded()
    const seen = await page.screenshot()
    const read = await decoders.jsqr(seen)
    expect(read).toMatch(/^[0-9A-Z]{1,29}$/)
    expect(await decoders.zbar(seen)).toBe(read)

    // Every edge lies between two device pixels, across and down, through finders and data.
    const symbol = await code.symbol.screenshot()
    for (const place of [4.5, 7.5, 10.5, 13.5, 16.5, 19.5].map(module => module / 33)) {
      for (const horizontal of [true, false]) {
        const inner = stripes(symbol, horizontal, place).slice(1, -1)
        expect(inner.length).toBeGreaterThan(2)
        for (const stripe of inner) expect(stripe % modulePixels, `${inner}`).toBe(0)
      }
    }
    await context.close()
  })
}
