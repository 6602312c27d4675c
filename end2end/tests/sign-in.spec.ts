import { codeIn } from '../fixtures/inbox.ts'
import { expect, Parcel, test } from '../fixtures/app.ts'
import { FindScreen } from '../screens/find.ts'
import { ParcelScreen } from '../screens/parcel.ts'
import { ParcelsScreen } from '../screens/parcels.ts'
import { SignInScreen } from '../screens/sign-in.ts'
import { say, saying } from '../fixtures/words.ts'

test('an e-mail address signs in as well, and its code can be typed with a space', async ({ page, parcel }) => {
  const [find, signIn] = [new FindScreen(page), new SignInScreen(page)]
  await find.ask(parcel.tracking.replace(/(.{4})/g, '$1 ').toLowerCase(), parcel.email)
  const code = codeIn(await parcel.mail.next())
  await signIn.prove(`${code.slice(0, 3)} ${code.slice(3)}`)
  await expect(page).toHaveURL(parcel.path)
})

test('the capital letter that a keyboard puts before an e-mail address does no harm', async ({ page, parcel }) => {
  await new FindScreen(page).ask(parcel.tracking, parcel.email.replace('kim', 'Kim'))
  await new SignInScreen(page).prove(codeIn(await parcel.mail.next()))
  await expect(page).toHaveURL(parcel.path)
})

test('who waits for an SMS in vain has the code sent by e-mail', async ({ page, parcel }) => {
  const [find, signIn] = [new FindScreen(page), new SignInScreen(page)]
  await find.ask(parcel.tracking, parcel.phone)
  await parcel.sms.next()
  await signIn.byEmail.click()
  await expect(page.getByRole('main').getByText(saying('sign-in-lead-again', { channel: 'email' }))).toBeVisible()
  const second = codeIn(await parcel.mail.next())
  await signIn.byEmail.click()
  await expect(page.getByRole('main').getByText(say('sign-in-lead-again', { channel: 'email', codes: 3 }))).toBeVisible()
  // A new code does not kill the one before it.
  await signIn.prove(second)
  await expect(page).toHaveURL(parcel.path)
})

test('somebody unknown sees the same page and gets no message', async ({ page, stranger, parcel }) => {
  const other = await Parcel.announced()
  await new FindScreen(page).ask(parcel.tracking, parcel.phone)
  await new FindScreen(stranger).ask(parcel.tracking, other.phone)
  await expect(new SignInScreen(stranger).title).toBeVisible()
  expect(stranger.url()).toBe(page.url())
  expect(await stranger.getByRole('main').innerText()).toBe(await page.getByRole('main').innerText())
  await parcel.sms.next()
  expect(await other.sms.waiting()).toBe(0)
})

test('a wrong one-time code is refused in words, and the right one still works', async ({ page, parcel }) => {
  const [find, signIn] = [new FindScreen(page), new SignInScreen(page)]
  await find.ask(parcel.tracking, parcel.phone)
  const code = codeIn(await parcel.sms.next())
  await signIn.prove(code === '111111' ? '222222' : '111111')
  await expect(page.getByText(say('problem-wrong-code'))).toBeVisible()
  await signIn.prove(code)
  await expect(page).toHaveURL(parcel.path)
})

test('what is no tracking number is said next to its field', async ({ page, parcel }) => {
  const find = new FindScreen(page)
  await find.ask('ab', parcel.phone)
  await expect(page.getByText(say('problem-tracking'))).toBeVisible()
  await expect(find.tracking).toHaveAttribute('aria-invalid', 'true')
})

test('who is signed out sees no parcel any more', async ({ page, parcel }) => {
  const [find, signIn, parcels] = [new FindScreen(page), new SignInScreen(page), new ParcelsScreen(page)]
  await find.ask(parcel.tracking, parcel.phone)
  await signIn.prove(codeIn(await parcel.sms.next()))
  await expect(page).toHaveURL(parcel.path)
  await parcels.open()
  await expect(parcels.rows).toHaveCount(1)
  await parcels.signOut.click()
  await expect(find.title).toBeVisible()
  for (const path of ['/parcels', parcel.path, `${parcel.path}/code`]) {
    await page.goto(path)
    await expect(find.title).toBeVisible()
    await expect(page.getByText(say('problem-signed-out'))).toBeVisible()
  }
})

test('two parcels of one recipient stand in one list', async ({ page, parcel }) => {
  const placed = await Parcel.placed(parcel)
  await placed.sms.next()
  const [find, signIn, parcels] = [new FindScreen(page), new SignInScreen(page), new ParcelsScreen(page)]
  await find.ask(placed.tracking, placed.phone)
  await signIn.prove(codeIn(await placed.sms.next()))
  await expect(new ParcelScreen(page).headline).toHaveText(say('parcel-headline', { standing: 'ready' }))
  await parcels.open()
  await expect(parcels.title).toHaveText(say('parcels-ready', { parcels: 1 }))
  await expect(parcels.rows).toHaveCount(2)
})
