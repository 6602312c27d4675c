import { everyPage, everyRefusal } from '../fixtures/pages.ts'
import { expect, test } from '../fixtures/app.ts'

// Pictures of every page to look at, in test-results/looks.
for (const colorScheme of ['light', 'dark'] as const) {
  for (const [what, pages] of [['page', everyPage], ['refusal', everyRefusal]] as const) test(`every ${what} fits its screen when it is ${colorScheme}`, async ({ page, complaints }, info) => {
    complaints.expect(/status of 4\d\d/)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { width, height } = page.viewportSize()!
    const tooWide: string[] = []
    for await (const name of pages(page)) {
      await page.screenshot({ path: `test-results/looks/${name}-${width}-${colorScheme}.png`, fullPage: true })
      // WCAG 2.2, 1.4.10: nothing is lost and nothing scrolls sideways at 320 px.
      await page.setViewportSize({ width: 320, height })
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) tooWide.push(name)
      await page.setViewportSize({ width, height })
    }
    expect(tooWide, info.title).toEqual([])
  })
}
