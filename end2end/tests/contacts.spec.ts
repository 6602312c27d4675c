import { order } from '../fixtures/faults.ts'
import { codeIn, Inbox, linkIn, undoLinkIn } from '../fixtures/inbox.ts'
import { expect, live, test } from '../fixtures/app.ts'
import { ContactsScreen } from '../screens/contacts.ts'
import { FindScreen } from '../screens/find.ts'
import { LinkScreen } from '../screens/link.ts'
import { ParcelScreen } from '../screens/parcel.ts'
import { SignInScreen } from '../screens/sign-in.ts'
import { say, saying } from '../fixtures/words.ts'

// Another one than this, also by the two digits that are shown of it.
const otherThan = (phone: string) => {
  const tail = (Number(phone.slice(-2)) + 1 + Math.floor(Math.random() * 98)) % 100
  return `+49171${Math.floor(20_000 + Math.random() * 79_999)}${`${tail}`.padStart(2, '0')}`
}
const tail = (phone: string) => new RegExp(`••• ${phone.slice(-2)}$`)

test('a typo in the number is fixed with a second proof, and the new one gets word, and the code after 72 hours', async ({ page, parcel }) => {
  const [screen, contacts] = [new ParcelScreen(page), new ContactsScreen(page)]
  await order('sms', parcel.phone, { mode: 'undelivered', code: '30005' })
  await parcel.place()
  // What surely did not arrive is not waited for: the mailbox has the code.
  const mail = await parcel.mail.next()
  await new LinkScreen(page).enter(linkIn(mail))
  await expect(screen.sent.filter({ hasText: say('state-no-such-address', { channel: 'sms' }) })).toHaveCount(1)
  await page.getByRole('link', { name: say('parcel-fix') }).click()
  await expect(contacts.title).toBeVisible()
  await expect(contacts.card(tail(parcel.phone))).toContainText(say('contact-no-such-address'))

  const phone = otherThan(parcel.phone)
  const sms = new Inbox(phone)
  await contacts.change(tail(parcel.phone), phone)
  await expect(page.getByText(`to the new ••• ${phone.slice(-2)}`)).toBeVisible()
  await contacts.prove(codeIn(await sms.next()))
  // A link from a mailbox is no fresh proof.
  await expect(page.getByRole('heading', { level: 1, name: say('change-title') })).toBeVisible()
  await page.getByRole('button', { name: saying('change-way', { channel: 'email' }) }).click()
  // The notice to the mailbox stands in between.
  const second = await parcel.mail.until(message => message.subject === say('email-proof-allow.subject'))
  expect(second.body).toContain(`becomes ••• ${phone.slice(-2)}`)
  await contacts.prove(codeIn(second))
  await expect(contacts.title).toBeVisible()
  await expect(contacts.card(tail(phone))).toContainText(say('contact-cooling'))
  await expect(contacts.card(tail(parcel.phone))).toHaveCount(0)

  // The code that the wrong number may know is replaced; the mailbox, which has settled, gets the new one.
  const fresh = await parcel.mail.until(message => message.body.includes('Your code: '))
  expect(codeIn(fresh)).not.toBe(codeIn(mail))
  await page.goto(parcel.path)
  await expect(screen.sent.filter({ hasText: saying('sent-old', { channel: 'sms' }) })).toHaveCount(1)
  await screen.sendSms.click()
  const arrived = await sms.until(message => message.body.includes('is there'))
  expect(arrived.body).toContain('No code here yet')
  await expect(screen.sent.filter({ hasText: `SMS to ••• ${phone.slice(-2)}, again` })).toHaveCount(1)
})

test('a silent SMS provider is made up for by e-mail while the customer watches', async ({ page, parcel, enhanced }) => {
  const screen = new ParcelScreen(page)
  await new FindScreen(page).ask(parcel.tracking, parcel.phone)
  await new SignInScreen(page).prove(codeIn(await parcel.sms.next()))
  await expect(page).toHaveURL(parcel.path)
  await order('sms', parcel.phone, { mode: 'silent' })
  if (enhanced) await live(page)
  await parcel.place()
  const changes = async () => { if (!enhanced) await page.reload() }
  await expect(async () => {
    await changes()
    await expect(page.getByText(saying('parcel-fallback', { channel: 'email' }))).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 5_000 })
  const mail = await parcel.mail.next()
  await expect(async () => {
    await changes()
    await expect(screen.sent.filter({ hasText: /^E-mail to k•••@/ })).toHaveCount(1, { timeout: 500 })
    await expect(screen.sent.filter({ hasText: say('state-delivered', { channel: 'email' }) })).toHaveCount(1, { timeout: 500 })
  }).toPass({ timeout: 10_000 })
  await expect(page.getByText(saying('parcel-fallback', { channel: 'email' }))).toHaveCount(0)
  expect((await parcel.station.type(codeIn(mail))).status).toBe(200)
})

test('a thief with a stolen session changes the phone, and the old contact undoes it', async ({ page, stranger, context, parcel }) => {
  await parcel.place()
  const stolen = codeIn(await parcel.sms.next())
  await new FindScreen(page).ask(parcel.tracking, parcel.phone)
  await new SignInScreen(page).prove(codeIn(await parcel.sms.next()))
  await expect(page).toHaveURL(parcel.path)

  await stranger.context().addCookies((await context.cookies()).filter(cookie => cookie.name === '__Host-session'))
  const [thief, phone] = [new ContactsScreen(stranger), otherThan(parcel.phone)]
  await thief.open()
  await thief.change(tail(parcel.phone), phone)
  await thief.prove(codeIn(await new Inbox(phone).next()))
  await expect(stranger.getByText(say('change-no-way'))).toBeVisible()

  const notice = await parcel.sms.next()
  expect(notice.body).toContain('becomes')
  await context.clearCookies()
  await page.goto(undoLinkIn(notice))
  await expect(page.getByRole('heading', { level: 1, name: say('undo-title') })).toBeVisible()
  await page.getByRole('button', { name: say('undo-go') }).click()
  await expect(page.getByRole('heading', { level: 1, name: say('undo-done-title') })).toBeVisible()

  await stranger.goto('/contacts')
  await expect(stranger.getByText(say('problem-signed-out'))).toBeVisible()
  expect((await parcel.station.type(stolen)).status).toBe(403)
  const fresh = await parcel.sms.until(message => message.body.includes('Code '))
  expect(codeIn(fresh)).not.toBe(stolen)
  expect((await parcel.station.type(codeIn(fresh))).status).toBe(200)
})

test('a contact is proven with a test, and kept while nothing else has settled', async ({ page, parcel }) => {
  const contacts = new ContactsScreen(page)
  await new FindScreen(page).ask(parcel.tracking, parcel.phone)
  await new SignInScreen(page).prove(codeIn(await parcel.sms.next()))
  await expect(page).toHaveURL(parcel.path)
  await contacts.open()
  const phone = contacts.card(tail(parcel.phone))
  await phone.getByRole('button', { name: say('contacts-test') }).click()
  await contacts.prove(codeIn(await parcel.sms.next()))
  await expect(phone).toContainText(saying('contact-proven'))
  await phone.locator('summary').click()
  await expect(phone.getByRole('button', { name: say('contacts-turn-off') })).toHaveCount(0)

  // The mailbox joins; within its 72 hours it is no way that makes up for the phone.
  await contacts.card(/@/).getByRole('button', { name: say('contacts-claim') }).click()
  await contacts.prove(codeIn(await parcel.mail.until(message => message.subject === say('email-proof-verify.subject'))))
  await expect(contacts.card(/@/)).toContainText(say('contact-cooling'))
  if (!await phone.getByRole('button', { name: say('contacts-down') }).isVisible()) await phone.locator('summary').click()
  await expect(phone.getByRole('button', { name: say('contacts-down') })).toBeVisible()
  await expect(phone.getByRole('button', { name: say('contacts-turn-off') })).toHaveCount(0)
})

test('a slip in an e-mail address is asked about, and a landline refused with the reason', async ({ page, parcel }) => {
  const contacts = new ContactsScreen(page)
  await new FindScreen(page).ask(parcel.tracking, parcel.phone)
  await new SignInScreen(page).prove(codeIn(await parcel.sms.next()))
  await expect(page).toHaveURL(parcel.path)
  await contacts.open()
  for (const [typed, said] of [['kim@gmial.com', say('problem-slip', { domain: 'gmail.com' })], ['030 901820', say('problem-no-sms', { why: 'landline' })]]) {
    await contacts.address.fill(typed)
    await page.getByRole('button', { name: say('contacts-add-go') }).click()
    await expect(page.getByRole('main').getByText(said)).toBeVisible()
  }
})

test('a contact that is not wanted any more is removed, and told so', async ({ page, parcel }) => {
  const contacts = new ContactsScreen(page)
  await new FindScreen(page).ask(parcel.tracking, parcel.phone)
  await new SignInScreen(page).prove(codeIn(await parcel.sms.next()))
  await expect(page).toHaveURL(parcel.path)
  await contacts.open()
  await contacts.card(/@/).getByRole('button', { name: say('contacts-claim') }).click()
  await contacts.prove(codeIn(await parcel.mail.until(message => message.subject === say('email-proof-verify.subject'))))
  const mail = contacts.card(/@/)
  await expect(mail).toContainText(say('contact-cooling'))
  await mail.locator('summary').click()
  await mail.getByRole('button', { name: say('contacts-remove') }).click()
  await expect(contacts.title).toBeVisible()
  await expect(mail.getByRole('button', { name: say('contacts-test') })).toHaveCount(0)
  await parcel.mail.until(message => message.subject === say('email-notice-applied.subject'))
})
