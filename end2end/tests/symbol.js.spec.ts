import { decoders } from '../fixtures/decoders.ts'
import { linkIn } from '../fixtures/inbox.ts'
import { expect, Parcel, test } from '../fixtures/app.ts'
import { CodeScreen } from '../screens/code.ts'
import { LinkScreen } from '../screens/link.ts'

for (const deviceScaleFactor of [1, 2, 3]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the symbol reads from a ${colorScheme} screen at ${deviceScaleFactor} device pixels a pixel`, async ({ browser, complaints }) => {
      const parcel = await Parcel.placed()
      const context = await browser.newContext({ deviceScaleFactor, colorScheme, viewport: { width: 320, height: 640 } })
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
