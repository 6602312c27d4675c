import { expect, live, test } from '../fixtures/app.ts'
import { FindScreen } from '../screens/find.ts'

test('a passkey is offered only where the client can ask for it', async ({ page, enhanced }) => {
  await new FindScreen(page).open()
  if (enhanced) await live(page)
  await expect(page.getByRole('button', { name: 'Use a passkey' })).toBeVisible({ visible: enhanced })
})
