import { expect, live, test } from '../fixtures/app.ts'
import { FindScreen } from '../screens/find.ts'
import { say } from '../fixtures/words.ts'

test('a passkey is offered only where the client can ask for it', async ({ page, enhanced }) => {
  await new FindScreen(page).open()
  if (enhanced) await live(page)
  await expect(page.getByRole('button', { name: say('passkeys-enter') })).toBeVisible({ visible: enhanced })
})
