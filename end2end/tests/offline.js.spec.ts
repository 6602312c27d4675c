import { expect, live, test } from '../fixtures/app.ts'
import { FindScreen } from '../screens/find.ts'
import { SignInScreen } from '../screens/sign-in.ts'
import { say } from '../fixtures/words.ts'

test('a form posted without a connection keeps what was typed and goes on later', async ({ page, parcel, context, complaints }) => {
  complaints.expect(/ERR_INTERNET_DISCONNECTED/)
  const find = new FindScreen(page)
  await find.open()
  await live(page)
  await find.tracking.fill(parcel.tracking)
  await find.contact.fill(parcel.phone)
  await context.setOffline(true)
  await find.go.click()
  await expect(page.getByRole('alert').filter({ hasText: say('frame-offline') })).toBeVisible()
  await expect(find.tracking).toHaveValue(parcel.tracking)
  await expect(find.contact).toHaveValue(parcel.phone)
  await context.setOffline(false)
  await find.go.click()
  await expect(new SignInScreen(page).title).toBeVisible()
})
