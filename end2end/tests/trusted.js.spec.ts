import { expect, live, test } from '../fixtures/app.ts'
import { FindScreen } from '../screens/find.ts'

// T
test('no text becomes markup or a script, and the client needs none that does', async ({ page, complaints }) => {
  const find = new FindScreen(page)
  await find.open()
  await live(page)
  // Posted and shown without leaving the page.
  await find.tracking.fill('ab')
  await find.contact.fill('kim@example.org')
  await find.go.click()
  await expect(find.tracking).toHaveAttribute('aria-invalid', 'true')
  expect(complaints.seen).toEqual([])

  complaints.expect(/requires 'Trusted/)
  complaints.expect(/Creating a TrustedTypePolicy|trusted-types/)
  const refused = await page.evaluate(() => {
    const attempts: Record<string, () => unknown> = {
      innerHTML: () => { document.body.innerHTML = '<b>x' },
      parser: () => new DOMParser().parseFromString('<b>x', 'text/html'),
      source: () => { document.createElement('script').src = '/evil.js' },
      policy: () => (window as any).trustedTypes.createPolicy('evil', { createHTML: (text: string) => text }),
    }
    return Object.entries(attempts).filter(([, attempt]) => {
      try {
        attempt()
        return false
      } catch {
        return true
      }
    }).map(([name]) => name)
  })
  expect(refused).toEqual(['innerHTML', 'parser', 'source', 'policy'])
})
