import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { masked, Visitor } from './http.ts'
import { later, Parcel, placed, signedInByCode, signedInByLink } from './people.ts'
import type { Things } from './operations.ts'
import { database, first, psql, simulator } from './settings.ts'

// A customer with one of everything: a parcel that is ready, contacts, notifications in a browser, a change under
// way, a challenge, a second device.

export interface Victim { parcel: Parcel, token: string, digits: string, session: Visitor, things: Things }

const found = (text: string | undefined, pattern: RegExp, what: string): string => {
  const [, value] = pattern.exec(text ?? '') ?? []
  if (!value) throw new Error(`the victim has no ${what}`)
  return value
}

export async function victim(): Promise<Victim> {
  const { parcel, token, digits } = await placed()
  const session = await signedInByCode(parcel)
  const contacts = (await session.page('/contacts')).body
  const contact = found(contacts, /prove_contact"[^]{0,80}?name="contact" value="(\d+)"/, 'contact')
  const begun = await session.press('prove_contact', { contact })
  const challenge = found(begun.headers.location, /\/contacts\/prove\/(\d+)/, 'challenge')
  const { endpoint, keys } = await (await fetch(`${simulator}/api/push/subscriptions`, { method: 'POST' })).json()
  await session.press('push_on', { endpoint, ...keys })
  const after = (await session.page('/contacts')).body
  const push = /push_off"[^]{0,80}?name="contact" value="(\d+)"/.exec(after)?.[1] ?? '0'
  // By link: a change that it begins waits for its second proof.
  const changing = await session.press('change_contact', { old: '', address: `second.${parcel.email}`, sure: 'yes' })
  const change = /changes\/(\d+)/.exec((await session.page('/contacts')).body + (changing.headers.location ?? ''))?.[1]
    ?? found((await session.page('/contacts')).body, /name="change" value="(\d+)"/, 'change')
  const elsewhere = await signedInByLink(token)
  const account = (await elsewhere.page('/account')).body
  const device = found(account, /name="device" value="(\d+)"/, 'device')
  return { parcel, token, digits, session, things: { parcel: parcel.id, contact, push, challenge, change, device, passkey: '1' } }
}

// How things stand with the victim, as the pages say. What happened to the victim stands on the account page.
export async function standing({ session, parcel }: Victim): Promise<string> {
  const pages = []
  for (const path of ['/parcels', `/parcels/${parcel.id}`, `/parcels/${parcel.id}/code`, '/contacts', '/account']) {
    const answer = await session.page(path)
    pages.push(`${path} ${answer.status}\n${masked(answer.body.replace(/^[\s\S]*?<main/, '<main'))}`)
  }
  return pages.join('\n')
}

// The same once nothing comes in by itself any more: receipts of messages do, for a while.
export async function settled(somebody: Victim): Promise<string> {
  let before = await standing(somebody)
  for (let quiet = 0, turn = 0; quiet < 3 && turn < 25; turn++) {
    await later(400)
    const now = await standing(somebody)
    quiet = now === before ? quiet + 1 : 0
    before = now
  }
  return before
}

export const where = (before: string, after: string) => {
  const [one, two] = [before.split(/(?=<)|\n/), after.split(/(?=<)|\n/)]
  const at = two.findIndex((part, number) => part !== one[number])
  return at < 0 ? 'nothing' : `${(one[at] ?? '').slice(0, 70)} → ${(two[at] ?? '').slice(0, 70)}`
}

export async function other(): Promise<Visitor> {
  return signedInByCode((await placed()).parcel, new Visitor(first))
}

// Nobody can wait ten minutes here, so the proofs of a session are made older.
export function age(visitor: Visitor, minutes: number): void {
  const hash = createHash('sha256').update(visitor.cookies.get('__Host-session')!).digest('hex')
  const session = `(select id from session where token_hash = '\\x${hash}')`
  execFileSync(psql, ['-qX', '-v', 'ON_ERROR_STOP=1', database,
    '-c', `update proof set at = at - interval '${minutes} minutes' where session_id = ${session}`,
    '-c', `update session set verified_at = verified_at - interval '${minutes} minutes' where id = ${session}`])
}
