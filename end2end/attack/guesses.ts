import { randomBytes, randomInt } from 'node:crypto'
import type { Message } from '../fixtures/inbox.ts'
import { anyAddress, Visitor, type Answer } from './http.ts'
import { codeIn, instance, later, many, Parcel, placed, signedInByCode, tally, unread, wrong } from './people.ts'
import type { Report } from './report.ts'
import { first, second, short, simulator } from './settings.ts'

// Guesses at one-time codes and links, as fast as they go, over both instances at once.

// PRODUCT.md 2 and the case H4.
const TRIES = 5
const CHANCE_A_DAY = 5e-5
const MESSAGES_A_DAY = 20

export async function guesses(report: Report): Promise<void> {
  await oneCode(report)
  await twoNewest(report)
  await siege(report)
  await links(report)
  await oneAddress(report)
}

async function begin(parcel: Parcel, contact = parcel.phone, visitor = new Visitor(first)): Promise<Visitor> {
  await visitor.press('find', { tracking: parcel.tracking, contact })
  return visitor
}

async function oneCode(report: Report) {
  const parcel = await Parcel.announced()
  const visitor = await begin(parcel)
  const code = codeIn(await parcel.sms.next())
  const answers = await many(40, 40, number =>
    visitor.twin(instance(number), anyAddress()).press('prove', { code: wrong(code, number + 1) }))
  const compared = answers.filter(answer => answer.status === 422).length
  const after = await visitor.twin().press('prove', { code })
  report.check('40 wrong codes at once, two instances', `${compared} told wrong (${tally(answers.map(a => a.status))})`,
    `at most ${TRIES}`, compared <= TRIES)
  report.check('the right code after them', after.status, 'refused', after.status !== 303)

  const [other, careful] = [await Parcel.announced(), new Visitor(first)]
  await begin(other, other.phone, careful)
  const right = codeIn(await other.sms.next())
  for (let number = 1; number < TRIES; number++) await careful.twin(instance(number)).press('prove', { code: wrong(right, number) })
  const fifth = await careful.press('prove', { code: right })
  report.check('the right code as the fifth try', fifth.status, '303', fifth.status === 303)
}

// A try is compared with the two newest codes and no more.
async function twoNewest(report: Report) {
  const parcel = await Parcel.announced()
  const visitor = await begin(parcel)
  const codes = [codeIn(await parcel.sms.next())]
  for (const channel of ['sms', 'email']) {
    const answer = await visitor.twin(instance(codes.length)).press('another', { channel })
    if (answer.status === 303) codes.push(codeIn(await (channel === 'sms' ? parcel.sms : parcel.mail).next()))
  }
  if (codes.length < 3) return report.tell('codes of one sign-in', `${codes.length}: a third was not sent`)
  const oldest = await visitor.twin().press('prove', { code: codes[0] })
  report.check('the third newest code of a sign-in', oldest.status, 'not compared', oldest.status !== 303)
  if (oldest.status === 303) return
  const former = await visitor.press('prove', { code: codes[1] })
  report.check('the second newest', former.status, '303', former.status === 303)
}

// All that can be done to one contact: sign-ins through several parcels by both contacts, further codes, challenges
// within a session, from everywhere, for a while. Each code that is made admits its tries, used or not, so the
// chance of whoever guesses is the sum over the codes that came.
async function siege(report: Report) {
  const parcel = await Parcel.announced()
  const others = [parcel, ...await Promise.all([1, 2, 3].map(() => Parcel.announced(parcel)))]
  // Somebody's own browser, which was let in before, and whose session has run out since.
  const owner = await signedInByCode(parcel)
  const known = owner.twin(second)
  known.cookies.delete('__Host-session')
  const stolen = await signedInByCode(others[1])
  const { parcel: ready, token } = await placed(others[2])

  const until = Date.now() + (short ? 4_000 : 25_000)
  let told = 0
  let unsaid = 0
  const note = (answer: Answer) => {
    if (answer.status === 422) told++
    if (answer.status === 429 && !(Number(answer.headers['retry-after']) > 0)) unsaid++
    return answer
  }
  const guess = (visitor: Visitor, action: 'prove' | 'answer', challenge = '') => many(TRIES, TRIES, async number =>
    note(await visitor.twin(instance(number), anyAddress())
      .press(action, { code: `${randomInt(100_000, 1_000_000)}`, ...challenge && { challenge } })))
  const bySignIn = async (which: Parcel, contact: string, number: number) => {
    while (Date.now() < until) {
      const visitor = new Visitor(instance(number++))
      const begun = note(await visitor.press('find', { tracking: which.tracking, contact }))
      if (begun.status !== 303) { await later(300); continue }
      for (const channel of ['sms', 'email', 'sms']) note(await visitor.twin(instance(number)).press('another', { channel }))
      await guess(visitor, 'prove')
    }
  }
  const bySession = async () => {
    const contacts = await stolen.page('/contacts')
    const ids = new Set([...contacts.body.matchAll(/name="contact" value="(\d+)"/g)].map(([, id]) => id))
    while (Date.now() < until) {
      for (const contact of ids) {
        const begun = note(await stolen.press('prove_contact', { contact }))
        const [, challenge] = /\/contacts\/prove\/(\d+)/.exec(begun.headers.location ?? '') ?? []
        if (!challenge) continue
        note(await stolen.twin(second).press('answer_again', { challenge }))
        await guess(stolen, 'answer', challenge)
      }
      await later(300)
    }
  }
  // Also what only keeps the owner out, if it does: bad links, and sign-ins that lead to nothing.
  const nuisance = async () => {
    while (Date.now() < until) {
      note(await new Visitor(first, owner.address).press('enter', { token: randomBytes(16).toString('base64url') }))
      note(await new Visitor(second, owner.address).press('find', { tracking: parcel.tracking, contact: parcel.phone }))
      await later(20)
    }
  }
  await Promise.all([...others.flatMap((which, at) => [bySignIn(which, parcel.phone, at), bySignIn(which, parcel.email, at + 1)]),
    bySession(), nuisance()])
  await later(500)

  for (const [contact, what] of [[parcel.phone, 'number'], [parcel.email, 'mailbox']]) {
    const codes = await sent(contact)
    const chance = codes.reduce((sum, code) => sum + TRIES * 10 ** -code.length, 0)
    report.check(`codes sent to one ${what} under siege`, `${codes.length} (${tally(codes.map(code => `${code.length} digits`))})`, `at most ${MESSAGES_A_DAY} a day`, codes.length <= MESSAGES_A_DAY)
    report.check('the chance of a guess with all their tries', chance.toExponential(1), `at most ${CHANCE_A_DAY} a day`, chance <= CHANCE_A_DAY * 1.000001)
  }
  report.tell('wrong codes told as such', told)
  report.check('429 without Retry-After', unsaid, 'none', unsaid === 0)

  const reader = new Visitor(first, owner.address)
  const byLink = await reader.press('enter', { token })
  report.check('the owner by link, from the address of the nuisance', byLink.status, '303', byLink.status === 303)
  const revealed = await reader.twin(second).press('reveal', { parcel: ready.id })
  report.check('and the code is shown', revealed.status, '303', revealed.status === 303)
  const letters = await unread(parcel.phone)
  const asked = await known.press('find', { tracking: parcel.tracking, contact: parcel.phone })
  const message = asked.status === 303 ? await letters.next().catch(() => undefined) : undefined
  const let_in = message ? (await known.press('prove', { code: codeIn(message) })).status : `${asked.status}, no message`
  report.check('the owner by code, in the browser that was let in before', let_in, '303', let_in === 303)
}

// The one-time codes that came, not those of parcels.
async function sent(to: string): Promise<string[]> {
  const response = await fetch(`${simulator}/api/messages?${new URLSearchParams({ to, wait: '0' })}`)
  const { messages } = await response.json() as { messages: Message[] }
  return messages.filter(({ body }) => !/\/[lu]\/[\w-]{16,}/.test(body)).map(codeIn)
}

async function links(report: Report) {
  const { token } = await placed()
  const address = anyAddress()
  const shapes = await many(short ? 60 : 300, 30, number => new Visitor(instance(number), number % 2 ? address : anyAddress())
    .press('enter', { token: randomBytes(16).toString('base64url') }))
  report.check('guessed links', tally(shapes.map(answer => answer.status)), 'none admitted', shapes.every(a => a.status >= 400))
  const valid = await new Visitor(second, address).press('enter', { token })
  report.check('a right link from the same address', valid.status, '303', valid.status === 303)
}

// An address is not a person.
async function oneAddress(report: Report) {
  const address = anyAddress()
  const count = short ? 40 : 400
  const ways = await many(count, 8, async number => {
    const parcel = await Parcel.placed()
    const code = codeIn(await parcel.sms.next())
    const visitor = new Visitor(instance(number), address)
    const begun = await visitor.press('find', { tracking: parcel.tracking, contact: parcel.phone })
    if (begun.status !== 303) return `find ${begun.status}`
    const proven = await visitor.press('prove', { code: codeIn(await parcel.sms.next()) })
    if (proven.status !== 303) return `prove ${proven.status}`
    const revealed = await visitor.press('reveal', { parcel: parcel.id })
    const shown = await visitor.page(`/parcels/${parcel.id}/code`)
    return revealed.status === 303 && shown.body.replace(/[^\d]/g, '').includes(code) ? 'let in' : `reveal ${revealed.status}`
  })
  report.check(`${count} customers behind one address`, tally(ways), 'all let in', ways.every(way => way === 'let in'))
  const guessed = await many(short ? 200 : 400, 16, async number => {
    const visitor = new Visitor(instance(number), address)
    const begun = await visitor.press('find', { tracking: `0199${randomInt(1e9, 9e9)}`, contact: `+4917${randomInt(1e8, 9e8)}` })
    return begun.status === 303 ? (await visitor.press('prove', { code: `${randomInt(1e5, 1e6)}` })).status : begun.status
  })
  const held = guessed.filter(status => status === 429).length
  report.check('somebody who guesses from there', tally(guessed), 'is held (429)', held > 0)
}
