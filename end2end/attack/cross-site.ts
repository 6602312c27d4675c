import { writeFileSync } from 'node:fs'
import { ask, form, Visitor } from './http.ts'
import { forms } from './endpoints.ts'
import { operations } from './operations.ts'
import { many } from './people.ts'
import type { Report } from './report.ts'
import { first, host, origin, short, state } from './settings.ts'
import { settled, standing, victim, where } from './victim.ts'

// Requests that another site could have a customer's browser send, on every form.

const ownOtherPort = `http://${host.replace(/:\d+$/, '')}:9`
const origins: Record<string, string | undefined> = {
  'none': undefined, 'null': 'null', 'foreign': 'https://evil.example', 'own': origin, 'own, other port': ownOtherPort,
}
const sites = [undefined, 'same-origin', 'same-site', 'cross-site', 'none']
const types = ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=b', 'application/json']

// What may pass, in order: what the browser itself calls ours or the person's own doing; what comes from our own
// address; a browser too old to say either, whose cookie (SameSite=Lax) stays at home.
function mayPass(from: string | undefined, site: string | undefined): boolean {
  if (site === 'same-origin' || site === 'none') return true
  if (from === origin) return true
  return site === undefined && from === undefined
}

function body(type: string, fields: Record<string, string>): string {
  if (type.startsWith('application/json')) return JSON.stringify(fields)
  if (type.startsWith('text/plain')) return Object.entries(fields).map(([name, value]) => `${name}=${value}`).join('\r\n')
  if (type.startsWith('multipart')) {
    return `${Object.entries(fields).map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--b--\r\n`
  }
  return form(fields)
}

export async function crossSite(report: Report): Promise<void> {
  const wanted = short ? forms.filter(name => ['sign_out', 'reveal', 'switch_contact', 'change_contact', 'find'].includes(name)) : forms
  const somebody = await victim()
  const before = await settled(somebody)
  const held: string[] = []
  const let_through: string[] = []
  const kept_out: string[] = []
  const stirred: string[] = []
  const lines = new Map<string, string>()
  let tried = 0
  for (const name of [...wanted, 'push_renewed']) {
    const fields = operations[name]?.fields(somebody.things) ?? { endpoint: 'https://evil.example/', keys: '' }
    const combinations = Object.entries(origins).flatMap(([from, value]) =>
      sites.flatMap(site => ['GET', 'POST'].flatMap(method => types.map(type => ({ from, value, site, method, type })))))
    await many(combinations.length, 8, async number => {
      const { from, value, site, method, type } = combinations[number]
      const passes = method === 'POST' && mayPass(value, site)
      // Who may pass comes as somebody else, without a session: it is the way in that is tried, not the form.
      const visitor = passes ? new Visitor(first) : somebody.session.twin()
      const text = body(type, fields)
      const answer = await ask(first, `/api/${name}${method === 'GET' ? `?${form(fields)}` : ''}`, {
        method, body: method === 'GET' ? undefined : text,
        headers: {
          accept: number % 2 ? 'text/html' : '*/*', 'content-type': type, ...visitor.headers(),
          ...value !== undefined && { origin: value }, ...site !== undefined && { 'sec-fetch-site': site },
        },
      })
      tried++
      const shown = `${name}: ${method}, Origin ${from}, Sec-Fetch-Site ${site ?? 'absent'}, ${type.split(';')[0]}: ${answer.status}`
      lines.set(`${method.padEnd(5)} ${from.padEnd(16)} ${(site ?? 'absent').padEnd(12)}`, passes ? 'may pass' : method === 'GET' ? 'acts never' : 'refused')
      if (answer.status >= 500) stirred.push(shown)
      if (!passes && (answer.headers['set-cookie'] ?? []).some(cookie => /^__Host-session=/.test(cookie))) stirred.push(`${shown} and a cookie`)
      if (method === 'POST' && !passes && answer.status !== 403) let_through.push(shown)
      if (method === 'POST' && !passes && answer.status === 403) held.push(shown)
      // 403 without a session can only be the gate.
      if (passes && answer.status === 403) kept_out.push(shown)
    })
  }
  const after = await standing(somebody)
  report.none('let through from another site', let_through, `${tried} (${held.length} held)`)
  report.none('kept out although ours', kept_out, tried)
  report.none('answered by an error of ours, or with a session', stirred, tried)
  report.check('the customer\'s pages after all of it', where(before, after), 'nothing changed', before === after)
  writeFileSync(`${state}/cross-site.txt`, `${[...lines].map(([combination, what]) => `${combination} ${what}`).join('\n')}\n`)
  report.tell('what may pass', `${state}/cross-site.txt`)
}
