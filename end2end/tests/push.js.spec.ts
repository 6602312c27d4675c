import { codeIn } from '../fixtures/inbox.ts'
import { expect, live, test } from '../fixtures/app.ts'
import { read, sender } from '../fixtures/push.ts'
import { ContactsScreen } from '../screens/contacts.ts'
import { FindScreen } from '../screens/find.ts'
import { SignInScreen } from '../screens/sign-in.ts'
import { say, saying } from '../fixtures/words.ts'

// The browser's own push service lies outside of every test: in its place stands the simulator's, which speaks the
// same protocol. What arrives there is read by libraries the server does not have.
test('notifications are turned on, tested, and turned off; nothing in them is a code', async ({ page, context, parcel }) => {
  const made = await fetch(`${process.env.SIMULATOR_URL}/api/push/subscriptions`, { method: 'POST' })
  const subscription = await made.json()
  await context.grantPermissions(['notifications'])
  await page.addInitScript(({ endpoint, keys }) => {
    PushManager.prototype.subscribe = async () => ({ toJSON: () => ({ endpoint, keys }) }) as unknown as PushSubscription
    PushManager.prototype.getSubscription = async () => null
  }, subscription)

  await new FindScreen(page).ask(parcel.tracking, parcel.phone)
  await new SignInScreen(page).prove(codeIn(await parcel.sms.next()))
  await expect(page).toHaveURL(parcel.path)
  const contacts = new ContactsScreen(page)
  await contacts.open()
  await live(page)
  await contacts.card(say('contacts-push')).getByRole('button', { name: say('contacts-push-on') }).click()
  const card = contacts.card(say('contacts-push'))
  await expect(card).toContainText(say('contact-unproven'))

  const pushed = async (after: number) => {
    const answer = await fetch(`${process.env.SIMULATOR_URL}/api/push/${subscription.id}/messages?after=${after}&wait=10`)
    const [message] = (await answer.json()).messages
    sender(message.authorization, subscription.endpoint)
    const body = read(Buffer.from(message.body_base64, 'base64'), { privateKey: subscription.private_key, ...subscription.keys })
    return JSON.parse(body.toString())
  }
  const test = await pushed(0)
  expect(test).toMatchObject({ title: say('push-test.title'), url: '/contacts' })
  // As the service worker does when it has shown it.
  expect((await fetch(process.env.DOORCODE_URL + test.ack, { method: 'POST' })).status).toBe(204)
  await page.reload()
  await expect(card).toContainText(saying('contact-proven'))

  // Preferred from now on.
  await live(page)
  await card.locator('summary').click()
  await card.getByRole('button', { name: say('contacts-up') }).click()
  await expect(page.locator('section[id^=contact-]').first()).toContainText(say('contacts-push'))

  await parcel.place()
  const arrived = await pushed(1)
  expect(arrived.title).toBe(`Your parcel from ${parcel.merchant} is there`)
  expect(arrived.url).toBe(parcel.path)
  // Not the addresses beside the words: those are random, and may hold any six digits.
  expect(`${arrived.title} ${arrived.body}`).not.toMatch(/\d{3} ?\d{3}/)

  await page.goto('/contacts')
  await live(page)
  await card.locator('summary').click()
  await card.getByRole('button', { name: say('contacts-push-off') }).click()
  await expect(page.getByRole('button', { name: say('contacts-push-on') })).toBeVisible()
})
