import { codeIn } from '../fixtures/inbox.ts'
import { expect, live, test } from '../fixtures/app.ts'
import { FindScreen } from '../screens/find.ts'
import { SignInScreen } from '../screens/sign-in.ts'
import { saying } from '../fixtures/words.ts'

// B1: whatever a browser lacks that the client would need, a form is posted. Each of these takes something away before
// any script of the page runs.
for (const [what, without] of [
  ['AbortSignal.timeout', () => { Reflect.deleteProperty(AbortSignal, 'timeout') }],
  ['AbortController and fetch', () => { Reflect.deleteProperty(window, 'AbortController'); Reflect.deleteProperty(window, 'fetch') }],
  ['the button of a submit', () => { Reflect.deleteProperty(SubmitEvent.prototype, 'submitter') }],
  ['a request that can be sent', () => { XMLHttpRequest.prototype.send = () => { throw new Error('not here') } }],
  ['the entries of a form', () => { Object.defineProperty(window, 'FormData', { value: class { constructor() { throw new Error('not here') } } }) }],
] as const) {
  test(`without ${what} forms are posted nevertheless`, async ({ page, parcel, complaints }) => {
    complaints.expect(/fetch is not defined/)
    await page.addInitScript(without)
    const [find, signIn] = [new FindScreen(page), new SignInScreen(page)]
    await find.open()
    if (!what.includes('fetch')) await live(page)
    await find.tracking.fill(parcel.tracking)
    await find.contact.fill(parcel.phone)
    await find.go.click()
    await expect(signIn.title).toBeVisible()
    await parcel.sms.next()
    // The pressed button says by which way.
    await signIn.byEmail.click()
    await expect(page.getByRole('main').getByText(saying('sign-in-lead-again', { channel: 'email' }))).toBeVisible()
    await signIn.prove(codeIn(await parcel.mail.next()))
    await expect(page).toHaveURL(parcel.path)
  })
}
