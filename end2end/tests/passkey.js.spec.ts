import type { Page } from '@playwright/test'
import { codeIn } from '../fixtures/inbox.ts'
import { expect, type Parcel, test } from '../fixtures/app.ts'
import { failing, install, managers, type Manager } from '../fixtures/managers.ts'
import { Authenticator } from '../fixtures/passkeys.ts'
import { AccountScreen } from '../screens/account.ts'
import { FindScreen } from '../screens/find.ts'
import { ParcelsScreen } from '../screens/parcels.ts'
import { SignInScreen } from '../screens/sign-in.ts'
import { say } from '../fixtures/words.ts'

async function signIn(page: Page, parcel: Parcel) {
  await new FindScreen(page).ask(parcel.tracking, parcel.phone)
  await new SignInScreen(page).prove(codeIn(await parcel.sms.next()))
  await expect(page).toHaveURL(parcel.path)
}

// What is said about a passkey that was not made or used.
const failures = (page: Page) => page.locator('.failed').filter({ visible: true })

const stopped = say('passkeys-stopped')
const unable = say('passkeys-unable')

test('a passkey is added once and signs in from then on, without a code', async ({ page, parcel }) => {
  const authenticator = await Authenticator.of(page)
  const [account, find, parcels] = [new AccountScreen(page), new FindScreen(page), new ParcelsScreen(page)]
  await signIn(page, parcel)
  await account.open()
  await account.add.click()
  await expect(account.passkeys).toHaveCount(1)
  await expect(account.passkeys).toContainText(/Chrome on (Linux|Android)/)
  expect(await authenticator.held()).toMatchObject([{ rpId: 'localhost', isResidentCredential: true }])

  // One for each device: the same one has nothing to add.
  await account.add.click()
  await expect(failures(page)).toHaveText([say('passkeys-held')])
  await expect(account.passkeys).toHaveCount(1)

  await parcels.signOut.click()
  await expect(find.title).toBeVisible()
  await page.getByRole('button', { name: say('passkeys-enter') }).click()
  await expect(parcels.rows).toHaveCount(1)
  await account.open()
  await expect(account.deeds.first()).toContainText(say('account-deed', { deed: 'signed-in-by-passkey' }))
  // As new as this, a passkey proves nothing more by itself.
  await expect(account.add).toBeHidden()
  await account.prove.click()
  await expect(account.deeds.first()).toContainText(say('account-deed', { deed: 'proven-by-passkey' }))
})

test('who is stopped before the passkey can go on with a code', async ({ page, parcel }) => {
  const authenticator = await Authenticator.of(page)
  const find = new FindScreen(page)
  await find.open()
  await authenticator.refuse()
  await page.getByRole('button', { name: say('passkeys-enter') }).click()
  await expect(failures(page)).toHaveText([stopped])
  await signIn(page, parcel)
})

// B19
for (const [manager, gives] of Object.entries(managers)) {
  test(`with ${gives} a passkey is added and signs in`, async ({ page, parcel }) => {
    await Authenticator.of(page)
    await install(page, manager as Manager)
    const [account, parcels] = [new AccountScreen(page), new ParcelsScreen(page)]
    await signIn(page, parcel)
    await account.open()
    await account.add.click()
    await expect(account.passkeys).toHaveCount(1)
    // It knows which ones there are.
    await account.add.click()
    await expect(failures(page)).toContainText([say('passkeys-held')])
    await parcels.signOut.click()
    await page.getByRole('button', { name: say('passkeys-enter') }).click()
    await expect(parcels.rows).toHaveCount(1)
    // One that is named.
    await account.open()
    await account.prove.click()
    await expect(account.deeds.first()).toContainText(say('account-deed', { deed: 'proven-by-passkey' }))
  })
}

// B19
test('why no passkey was used is said as it is', async ({ page }) => {
  await Authenticator.of(page)
  await new FindScreen(page).open()
  for (const [name, said] of [
    ['NotAllowedError', stopped],
    ['NotSupportedError', unable],
    ['AbortError', stopped],
    ['InvalidStateError', unable],
    ['SecurityError', unable],
  ]) {
    await failing(page, name)
    await page.getByRole('button', { name: say('passkeys-enter') }).click()
    await expect(failures(page), name).toHaveText([said])
  }
})

// B19
test('why no passkey was added is said as it is, until one was', async ({ page, parcel }) => {
  await Authenticator.of(page)
  const account = new AccountScreen(page)
  await signIn(page, parcel)
  await account.open()
  for (const [name, why] of [
    ['NotAllowedError', say('passkeys-stopped-adding')],
    ['InvalidStateError', say('passkeys-held')],
    ['ConstraintError', say('passkeys-unable-adding')],
  ]) {
    const mend = await failing(page, name)
    await account.add.click()
    await expect(failures(page), name).toHaveText([why])
    await mend()
  }
  await account.add.click()
  await expect(account.passkeys).toHaveCount(1)
  await expect(failures(page)).toHaveCount(0)
})

test('a browser without passkeys is not offered one', async ({ page, parcel }) => {
  await page.addInitScript(() => { delete (globalThis as any).PublicKeyCredential })
  await new FindScreen(page).open()
  await expect(page.locator('.island[data-hydrated]').first()).toBeAttached()
  await expect(page.getByText(say('passkeys-sign-in'))).toBeHidden()
  await signIn(page, parcel)
  await new AccountScreen(page).open()
  await expect(page.getByText(say('account-unsupported'))).toBeVisible()
})

test('a device is signed out from another one', async ({ page, stranger, parcel }) => {
  const account = new AccountScreen(page)
  await signIn(stranger, parcel)
  await signIn(page, parcel)
  await account.open()
  await expect(account.devices).toHaveCount(2)
  await account.devices.getByRole('button').click()
  await expect(account.devices).toHaveCount(1)
  await stranger.goto('/account')
  await expect(stranger.getByText(say('problem-signed-out'))).toBeVisible()
})

test('the account page fits a small screen', async ({ page, parcel }, info) => {
  await Authenticator.of(page)
  const account = new AccountScreen(page)
  await signIn(page, parcel)
  await account.open()
  await account.add.click()
  await expect(account.passkeys).toHaveCount(1)
  await account.passkeys.getByText(say('account-remove'), { exact: true }).click()
  await page.screenshot({ path: `test-results/looks/account-${info.project.name}.png`, fullPage: true })
  await page.setViewportSize({ width: 320, height: 740 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  await page.getByRole('button', { name: say('account-remove-go') }).click()
  await expect(account.passkeys).toHaveCount(0)
})
