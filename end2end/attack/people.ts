import { Inbox, linkIn, type Message } from '../fixtures/inbox.ts'
import { Parcel } from '../fixtures/seed.ts'
import { Visitor } from './http.ts'
import { keep } from './secrets.ts'
import { both, first } from './settings.ts'

// Customers and their parcels, as they come about in life.

export { Parcel }
export { linkIn }

export const later = (milliseconds: number) => new Promise<void>(passed => setTimeout(passed, milliseconds))

// Six digits, or eight where there were many.
export function codeIn(message: Message): string {
  const [, one, two] = /\b(\d{4})[ -]?(\d{4})\b|\b(\d{3})[ -]?(\d{3})\b/.exec(message.body.replace(/https?:\/\/\S+/g, ' '))?.filter(Boolean) ?? []
  if (!one) throw new Error('a message without a code')
  return one + two
}

export const tokenIn = (message: Message) => linkIn(message).split('/').at(-1)!

// Another code of as many digits.
export const wrong = (code: string, by = 1) => `${(Number(code) + by * 7919) % 10 ** code.length}`.padStart(code.length, '0')

export async function placed(recipient?: Parcel): Promise<{ parcel: Parcel, digits: string, token: string }> {
  const parcel = await Parcel.announced(recipient)
  keep('station credential', parcel.station.credential)
  const inbox = await unread(parcel.phone)
  await parcel.place()
  const message = await inbox.next()
  return { parcel, digits: codeIn(message), token: tokenIn(message) }
}

// A phone or mailbox whose messages so far have been read.
export async function unread(to: string): Promise<Inbox> {
  const inbox = new Inbox(to)
  while (await inbox.waiting() > 0) await inbox.next()
  return inbox
}

export async function signedInByLink(token: string, visitor = new Visitor(first)): Promise<Visitor> {
  const entered = await visitor.press('enter', { token })
  if (entered.status !== 303) throw new Error(`the link of the message is answered with ${entered.status}`)
  return visitor
}

export async function signedInByCode(parcel: Parcel, visitor = new Visitor(first)): Promise<Visitor> {
  const inbox = await unread(parcel.phone)
  const begun = await visitor.press('find', { tracking: parcel.tracking, contact: parcel.phone })
  if (begun.status !== 303) throw new Error(`a sign-in is answered with ${begun.status}`)
  const proven = await visitor.press('prove', { code: codeIn(await inbox.next()) })
  if (proven.status !== 303) throw new Error(`the right code is answered with ${proven.status}`)
  return visitor
}

export const instance = (number: number) => both[number % both.length]

// Does it `count` times, so many at once.
export async function many<T>(count: number, atOnce: number, work: (number: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const one = async () => {
    while (next < count) {
      const number = next++
      results[number] = await work(number)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, one))
  return results
}

export const tally = (values: (string | number)[]) => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(`${value}`, (counts.get(`${value}`) ?? 0) + 1)
  return [...counts].sort().map(([value, count]) => `${count} × ${value}`).join(', ')
}

export const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN
