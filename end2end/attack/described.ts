import { form } from './http.ts'
import { asOperator, call, signed, twilioSigned, type Said } from './operator.ts'
import { placed } from './people.ts'
import type { Report } from './report.ts'
import { installed, origin, seed, short } from './settings.ts'

// Requests made from the interface's own description, with right credentials, a few of them valid and the others a
// little or quite off. By a seed, so that what was found can be found again.

const count = short ? 300 : 2_000

// mulberry32
function dice(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (most: number) => Math.floor(next() * most)
  return { next, below, of: <T>(values: T[]): T => values[below(values.length)] }
}
type Dice = ReturnType<typeof dice>

const odd: unknown[] = [null, true, false, 0, -1, 1.5, 1e300, -1e300, 2 ** 53, '', ' ', '\u0000', '\u202e', 'x'.repeat(300), 'x'.repeat(9_000), [], {}, [[]], [null],
  '9999-12-31T23:59:59Z', '+262142-01-01T00:00:00Z', '-9999-01-01T00:00:00Z', '2026-11-26T12:00:00+99:99', 'NaN', '0x10', '٤٨٢٩١٣', '{{7*7}}', "'; drop table parcel; --", '../../etc/passwd',
  { $ref: '#' }, { __proto__: 1 }, '\ud83d\ude00'.repeat(30), 'null', '1e9', -0, 65_536, 4_294_967_296]

export async function described(report: Report): Promise<void> {
  const description = (await call('GET', '/openapi.json', {}, '')).body
  const { parcel } = await placed()
  const by = dice(seed)
  const operations: { method: string, path: string, body: any, parameters: any[] }[] = []
  for (const [path, methods] of Object.entries<any>(description.paths)) {
    for (const [method, operation] of Object.entries<any>(methods)) {
      if (!operation.responses) continue
      operations.push({ method: method.toUpperCase(), path, body: operation.requestBody, parameters: operation.parameters ?? [] })
    }
  }
  const known: Record<string, () => unknown> = {
    tracking_number: () => by.next() < 0.5 ? parcel.tracking : `07${by.below(1e9)}${by.below(1e3)}`,
    carrier: () => 'DHL', merchant: () => 'Birch & Bloom', phone: () => parcel.phone, email: () => parcel.email,
    station: () => parcel.station.id, compartment: () => `${by.below(40)}`, time_zone: () => 'Europe/Berlin', country: () => 'DE',
    credential: () => parcel.station.credential, type: () => 'parcel.event', digits: () => `${by.below(1e6)}`.padStart(6, '0'),
    status: () => by.of(['unknown', 'pre_transit', 'in_transit', 'out_for_delivery', 'available_for_pickup', 'delivered', 'failure', 'canceled', 'x']),
    scanner: () => by.next() < 0.5 ? true : 'ok', keypad: () => by.next() < 0.5 ? true : 'ok', latitude: () => 52.5, longitude: () => 13.4,
    postcode: () => '10557', until: () => new Date(Date.now() + 2 * 86_400_000).toISOString(), street: () => 'Europaplatz 1',
  }

  const resolve = (schema: any): any => schema?.$ref
    ? resolve(schema.$ref.replace('#/', '').split('/').reduce((inner: any, part: string) => inner[part], description))
    : schema
  function make(schema: any, name: string, depth = 0): unknown {
    const one = resolve(schema)
    if (!one || depth > 8) return null
    if (name in known && !(one.type === 'object')) return known[name]()
    if (one.enum) return by.of(one.enum)
    for (const which of ['oneOf', 'anyOf']) if (one[which]) return make(by.of(one[which]), name, depth + 1)
    if (one.allOf) return Object.assign({}, ...one.allOf.map((part: any) => make(part, name, depth + 1)))
    const type = Array.isArray(one.type) ? by.of(one.type) : one.type
    switch (type) {
      case 'object': {
        const made: Record<string, unknown> = {}
        for (const [field, inner] of Object.entries(one.properties ?? {})) {
          if (one.required?.includes(field) || by.next() < 0.4) made[field] = make(inner, field, depth + 1)
        }
        return made
      }
      case 'array': return Array.from({ length: by.of([0, 1, 1, 2, 5]) }, () => make(one.items, name, depth + 1))
      case 'integer': return by.of([1, 2, 3, by.below(70)])
      case 'number': return by.next() * 100
      case 'boolean': return by.next() < 0.5
      case 'null': return null
      default: return one.format === 'date-time' ? new Date(Date.now() + by.below(86_400_000)).toISOString() : `t${by.below(1e6)}`
    }
  }

  const found: string[] = []
  const plain: string[] = []
  const statuses = new Map<string, number>()
  const reached = new Map<string, number>()
  for (let number = 0; number < count; number++) {
    const operation = operations[number % operations.length]
    let path = operation.path.replace(/^\/api\/v1/, '')
    for (const parameter of operation.parameters.filter(one => one.in === 'path')) {
      const value = by.next() < 0.85 ? { id: parcel.station.id, provider: by.of(['sms', 'sms2']) }[parameter.name as string] ?? `r${by.below(1e6)}` : `${by.of(odd.filter(value => typeof value === 'string' && value !== '' && (value as string).length < 400))}`
      path = path.replace(`{${parameter.name}}`, encodeURIComponent(value))
    }
    const kinds = Object.entries<any>(operation.body?.content ?? {})
    const [type, content] = kinds.length > 0 ? by.of(kinds) : ['', undefined]
    let value = type === 'application/json' ? make(content.schema, '') : undefined
    const changes = by.of([0, 0, 0, 1, 1, 2, 3])
    for (let change = 0; change < changes && value !== undefined; change++) value = mutated(value, by)
    let body = value === undefined ? '' : JSON.stringify(value) ?? ''
    if (by.next() < 0.03) body = body.slice(0, by.below(body.length + 1))
    const headers: Record<string, string> = { ...type && { 'content-type': type } }
    if (path.startsWith('/carrier-events')) Object.assign(headers, signed(body, { id: `gen_${seed}_${number}` }))
    else if (/^\/stations\/.*\/(unlock|heartbeat|[a-z-]+)$/.test(path)) headers.authorization = `Bearer ${parcel.station.credential}`
    else if (path === '/receipts/email') {
      headers.authorization = `Bearer ${installed.get('mail-report-token')}`
      body = mail(by)
    } else if (path.startsWith('/receipts/')) {
      const fields: Record<string, string> = { MessageStatus: by.of(['delivered', 'undelivered', 'sent', '', '\u0000', 'x'.repeat(200)]), ErrorCode: by.of(['', '30005', 'x', '99999999999999999999', '-1']) }
      body = form(fields)
      headers['x-twilio-signature'] = twilioSigned(`${origin}/api/v1${path}`, fields, installed.get(path.startsWith('/receipts/sms2') ? 'sms2-token' : 'sms-token')!)
    } else Object.assign(headers, asOperator)
    const said = await call(operation.method, path, headers, operation.method === 'GET' ? '' : Buffer.from(body))
    note(said, `${operation.method} ${operation.path}`, number, body)
  }
  function note(said: Said, what: string, number: number, body: string) {
    const kind = `${Math.floor(said.status / 100)}xx`
    statuses.set(kind, (statuses.get(kind) ?? 0) + 1)
    if (said.status < 300) reached.set(what, (reached.get(what) ?? 0) + 1)
    if (said.status >= 500 || said.status === 0) found.push(`number ${number}, ${what}: ${said.status} to ${body.slice(0, 100)}`)
    else if (said.status >= 400) {
      const isProblem = /^application\/problem\+json/.test(said.answer.headers['content-type'] ?? '')
      const named = said.body?.code !== 'invalid' || typeof said.body?.field === 'string'
      if (!isProblem || typeof said.body?.code !== 'string' || !named) plain.push(`number ${number}, ${what}: ${said.status}`)
    }
  }
  report.none(`generated requests answered by an error of ours (seed ${seed})`, found, `${count} (${[...statuses].sort().map(([kind, many]) => `${many} × ${kind}`).join(', ')})`)
  report.none('refusals without problem+json, code, or the field', plain, count)
  report.check('operations that took at least one of them', `${reached.size} of ${operations.length}`, 'three or more', reached.size >= 3)
}

// One place of it is something else, is missing, is there twice, or is beside others.
function mutated(value: unknown, by: Dice): unknown {
  const places: { holder: any, key: string | number }[] = []
  const walk = (inner: any) => {
    if (inner === null || typeof inner !== 'object') return
    for (const key of Object.keys(inner)) {
      places.push({ holder: inner, key })
      walk(inner[key])
    }
  }
  walk(value)
  if (places.length === 0 || by.next() < 0.03) return by.of(odd)
  const { holder, key } = by.of(places)
  const roll = by.next()
  if (roll < 0.6) holder[key] = by.of(odd)
  else if (roll < 0.75) delete holder[key]
  else if (roll < 0.85 && !Array.isArray(holder)) holder[`${key}x`] = holder[key]
  else if (roll < 0.95 && typeof holder[key] === 'string') holder[key] = by.of([`${holder[key]}\u0000`, ` ${holder[key]} `, holder[key].toUpperCase(), holder[key].repeat(20), `\u202e${holder[key]}`])
  else holder[key] = [holder[key]]
  return value
}

function mail(by: Dice): string {
  const lines = ['To: bounces+x@example.org', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', '--b', 'Content-Type: message/delivery-status', '',
    'Reporting-MTA: dns; mx.example.net', '', 'Final-Recipient: rfc822; kim@example.net', 'Action: failed', 'Status: 5.1.1', '--b--', '']
  const changes = by.below(4)
  for (let change = 0; change < changes; change++) {
    const at = by.below(lines.length)
    lines[at] = by.of(['', '\u0000', '--b', '--b--', 'Status: 99.99.99', 'Action: ', 'x'.repeat(2_000), 'Content-Type: multipart/report; boundary=', lines[at].slice(0, by.below(lines[at].length + 1))])
  }
  return lines.join('\r\n')
}
