import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { masked, Visitor, type Answer } from './http.ts'
import { forms, routes } from './endpoints.ts'
import { nothing, open, operations, others, own, type Level, type Things } from './operations.ts'
import { signedInByLink } from './people.ts'
import type { Report } from './report.ts'
import { first, state } from './settings.ts'
import { age, other, settled, standing, victim, where } from './victim.ts'

// Every operation and every page for everybody who should not have it.

const callers = ['no cookie', 'garbage', 'ended', 'other', 'stale'] as const
type Caller = typeof callers[number]

// What a form answers a program, by level. `nobody`: as for a thing that does not exist, and never a success.
// `step`: it goes on to a proof.
type Class = '401' | 'refused' | 'nobody' | 'itself' | 'step or 403'
const expected: Record<Level, Record<Caller, Class>> = {
  //          no cookie              garbage                ended                other               stale
  'anyone': { 'no cookie': 'refused', garbage: 'refused', ended: 'refused', other: 'refused', stale: 'refused' },
  'sign-in': { 'no cookie': 'refused', garbage: 'refused', ended: 'refused', other: 'refused', stale: 'refused' },
  'verified': { 'no cookie': '401', garbage: '401', ended: '401', other: 'nobody', stale: 'itself' },
  'fresh': { 'no cookie': '401', garbage: '401', ended: '401', other: 'nobody', stale: 'step or 403' },
}
// These are about the caller's own account whoever they are: the other customer acts on theirs.
const selfish = ['sign_out', 'sign_out_others', 'unfreeze', 'push_on', 'hear_steps', 'code_in_messages', 'add_passkey', 'prove_by_passkey']
// What cannot be read at all may be said before it is asked who asks.
const unreadable = ['push_on', 'add_passkey', 'prove_by_passkey', 'enter_by_passkey']

// What ends sessions comes last, the own one at the very end.
const ends = ['sign_out_device', 'sign_out_others', 'sign_out']
const inOrder = [...forms].sort((a, b) => ends.indexOf(a) - ends.indexOf(b))

const leadsToProof = (answer: Answer) =>
  answer.status === 303 && /^(https?:\/\/[^/]*)?\/contacts\/(prove|changes)\//.test(answer.headers.location ?? '')

function holds(wanted: Class, answer: Answer, twin: Answer | undefined, form: string): boolean {
  const refused = answer.status >= 400 && answer.status < 500
  if (answer.status >= 500) return false
  switch (wanted) {
    case '401': return answer.status === 401 || refused && unreadable.includes(form)
    case 'refused': return refused && answer.status !== 401
    case 'nobody': return selfish.includes(form) || refused && !!twin && twin.status === answer.status && masked(twin.body) === masked(answer.body)
    case 'itself': return answer.status !== 401
    case 'step or 403': return refused && answer.status !== 401 || leadsToProof(answer)
  }
}

export async function access(report: Report): Promise<void> {
  const unknown = [...forms.filter(name => !operations[name]), ...routes.filter(path => !open.includes(path) && !own[path] && !others.includes(path))]
  report.none('forms and pages without an expectation', unknown, `${forms.length} + ${routes.length}`)

  const somebody = await victim()
  const ended = await signedInByLink(somebody.token)
  const endedCookie = ended.twin()
  await ended.press('sign_out')
  const stale = await signedInByLink(somebody.token)
  age(stale, 11)
  const garbage = new Visitor(first)
  garbage.cookies.set('__Host-session', randomBytes(32).toString('base64url'))
  garbage.cookies.set('__Host-sign-in', randomBytes(16).toString('base64url'))
  const who: Record<Caller, Visitor> = { 'no cookie': new Visitor(first), garbage, ended: endedCookie, other: await other(), stale }

  const lines = [`${''.padEnd(30)}${callers.map(caller => caller.padEnd(12)).join('')}`]
  const wrongs: string[] = []
  const cookies: string[] = []
  let tried = 0
  const before = await settled(somebody)
  const row = (name: string, cells: string[]) => lines.push(`${name.padEnd(30)}${cells.map(cell => cell.padEnd(12)).join('')}`)

  await pages(report, somebody.things, who, row)
  const table = new Map<string, string[]>()
  for (const caller of callers) {
    if (caller === 'stale') {
      // What others did must not show; what the victim does from here on does.
      const after = await standing(somebody)
      report.check('the victim\'s own pages after all that others tried', where(before, after), 'nothing changed', before === after)
    }
    for (const form of inOrder) {
      const operation = operations[form]
      if (!operation) continue
      const things: Things = somebody.things
      // Each on a browser of its own, so that nothing one answer sets colours the next.
      const visitor = who[caller].twin()
      const answer = await visitor.press(form, operation.fields(things))
      const twin = caller === 'other' ? await who[caller].twin().press(form, operation.fields(nothing)) : undefined
      const wanted = expected[operation.level][caller]
      const good = holds(wanted, answer, twin, form)
      tried++
      if (!good) wrongs.push(`${form} by ${caller}: ${answer.status}${twin ? ` (nobody's: ${twin.status})` : ''} is not «${wanted}»`)
      const set = (answer.headers['set-cookie'] ?? []).filter(cookie => /^__Host-session=[^;]/.test(cookie))
      if (set.length > 0 && caller !== 'stale') cookies.push(`${form} by ${caller}`)
      table.set(form, [...table.get(form) ?? [], `${answer.status}${good ? '' : ' !'}`])
    }
  }
  for (const [form, cells] of table) row(`/api/${form}`, cells)
  report.none('forms: answers of another class than expected', wrongs, tried)
  report.none('forms: a session for somebody who has none', cookies, tried)
  writeFileSync(`${state}/access.txt`, `${lines.join('\n')}\n`)
  report.tell('the matrix', `${state}/access.txt`)
}

async function pages(report: Report, things: Things, who: Record<Caller, Visitor>, row: (name: string, cells: string[]) => void) {
  const wrongs: string[] = []
  let tried = 0
  for (const route of routes.filter(route => own[route])) {
    const cells = []
    for (const caller of callers.filter(caller => caller !== 'stale')) {
      const answer = await who[caller].twin().page(own[route](things))
      const location = answer.headers.location ?? ''
      const away = answer.status >= 300 && answer.status < 400 && /^\/($|\?|contacts$|contacts\?)/.test(location)
      let good = caller === 'other' ? true : away && !location.startsWith('/contacts') || answer.status === 401 || answer.status === 404
      if (caller === 'other' && route.includes('{id}')) {
        const twin = await who[caller].twin().page(own[route](nothing))
        const say = (text: string) => masked(text).replaceAll(own[route](things), '…').replaceAll(own[route](nothing), '…')
        good = (answer.status === 404 || away) && answer.status === twin.status && say(answer.body) === say(twin.body)
      }
      if (/name="parcel"|data-digits/.test(answer.body) && caller !== 'other') good = false
      tried++
      cells.push(`${answer.status}${good ? '' : ' !'}`)
      if (!good) wrongs.push(`${route} by ${caller}: ${answer.status} ${location}`)
    }
    row(route, cells)
  }
  report.none('pages: answers of another class than expected', wrongs, tried)
}
