import { AxeBuilder } from '@axe-core/playwright'
import { everyPage } from '../fixtures/pages.ts'
import { expect, test } from '../fixtures/app.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on any page when it is ${colorScheme}`, async ({ page, complaints }) => {
    // Every page there is, each read whole: on a busy machine that takes its time.
    test.setTimeout(300_000)
    complaints.expect(/status of 404/)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const found: string[] = []
    for await (const name of everyPage(page)) {
      const { violations } = await new AxeBuilder({ page }).analyze()
      for (const { id, impact, nodes } of violations) {
        if (impact === 'serious' || impact === 'critical') found.push(`${name}: ${id}: ${nodes.map(node => node.html).join(' ')}`)
      }
    }
    expect(found).toEqual([])
  })
}
