import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { ask, form, loopback, Visitor } from './http.ts'
import { forms } from './endpoints.ts'
import { asOperator, call, event, signed, twilioSigned, type Said } from './operator.ts'
import { operations, nothing } from './operations.ts'
import { placed, signedInByLink } from './people.ts'
import type { Report } from './report.ts'
import { carriers, first, host, installed, origin } from './settings.ts'

// Reports that nobody sent, and values that cannot be: refused with the field, never an error of ours.

export async function forgeries(report: Report): Promise<void> {
  await webhooks(report)
  await receipts(report)
  await bounds(report)
  await addresses(report)
  await oddities(report)
}

const problem = ({ answer, body }: Said) =>
  /^application\/problem\+json/.test(answer.headers['content-type'] ?? '') && typeof body?.code === 'string'

async function webhooks(report: Report) {
  const { parcel } = await placed()
  const now = Math.floor(Date.now() / 1000)
  const body = event({ tracking_number: parcel.tracking, carrier: 'DHL', status: 'in_transit', occurred_at: new Date().toISOString() })
  const right = signed(body)
  const without = (name: string) => Object.fromEntries(Object.entries(right).filter(([known]) => known !== name))
  const good = right['webhook-signature']
  const forged: [string, Record<string, string>, string?][] = [
    ['no id', without('webhook-id')],
    ['no timestamp', without('webhook-timestamp')],
    ['no signature', without('webhook-signature')],
    ['an empty signature', { ...right, 'webhook-signature': 'v1,' }],
    ['a random signature', { ...right, 'webhook-signature': `v1,${randomBytes(32).toString('base64')}` }],
    ['another secret', signed(body, { secret: `whsec_${randomBytes(32).toString('base64')}` })],
    ['an empty secret', signed(body, { secret: 'whsec_' })],
    ['11 minutes old', signed(body, { at: `${now - 660}` })],
    ['6 minutes old', signed(body, { at: `${now - 360}` })],
    ['6 minutes ahead', signed(body, { at: `${now + 360}` })],
    ['a time with a fraction', signed(body, { at: `${now}.5` })],
    ['a time beyond all numbers', signed(body, { at: '9'.repeat(30) })],
    ['another id than signed', { ...right, 'webhook-id': `evt_${randomUUID()}` }],
    ['another time than signed', { ...right, 'webhook-timestamp': `${now + 1}` }],
    ['another body than signed', right, body.replace('in_transit', 'delivered')],
    ['a byte more', right, `${body} `],
    ['another version', { ...right, 'webhook-signature': good.replace('v1,', 'v2,') }],
    ['no version', { ...right, 'webhook-signature': good.slice(3) }],
    ['the signature in capitals', { ...right, 'webhook-signature': good.toUpperCase() }],
    ['the signature cut', { ...right, 'webhook-signature': good.slice(0, 20) }],
    ['eight wrong signatures', { ...right, 'webhook-signature': Array.from({ length: 8 }, () => `v1,${randomBytes(32).toString('base64')}`).join(' ') }],
    ['an id of 300 characters', signed(body, { id: 'e'.repeat(300) })],
    ['the operator\'s token', asOperator],
  ]
  const others = carriers.filter(carrier => carrier.name && carrier.name.toLowerCase() !== 'dhl')
  if (others.length > 0) forged.push(['another carrier\'s secret', signed(body, { secret: others[0].secret })])
  const taken: string[] = []
  for (const [what, headers, text] of forged) {
    const said = await call('POST', '/carrier-events', headers, text ?? body)
    const fine = what === 'another carrier\'s secret' ? [401, 403, 404, 422] : [401]
    if (!fine.includes(said.status) || !problem(said)) taken.push(`${what}: ${said.status}`)
  }
  report.none('forged carrier events taken', taken, forged.length)

  const several = await call('POST', '/carrier-events', { ...right, 'webhook-signature': `v1,${randomBytes(32).toString('base64')} v1a,xx ${good}` }, body)
  report.check('one right signature among several', `${several.status} ${several.body.effect ?? ''}`, '200', several.status === 200)
  const replayed = await call('POST', '/carrier-events', right, body)
  report.check('the same again', `${replayed.status} ${replayed.body.effect ?? ''}`, 'duplicate', replayed.status === 200 && replayed.body.effect === 'duplicate')
  const other = body.replace('in_transit', 'failure')
  const reused = await call('POST', '/carrier-events', signed(other, { id: right['webhook-id'] }), other)
  report.check('another event under the same id', `${reused.status} ${reused.body.effect ?? ''}`, 'changes nothing',
    reused.status >= 400 && reused.status < 500 || reused.body.effect === 'duplicate')
}

async function receipts(report: Report) {
  const [token, second, mail] = ['sms-token', 'sms2-token', 'mail-report-token'].map(name => installed.get(name)!)
  const fields = { MessageSid: 'SM1', MessageStatus: 'delivered' }
  const reference = randomBytes(16).toString('base64url')
  const path = `/receipts/sms/${reference}`
  const url = `${origin}/api/v1${path}`
  const asForm = { 'content-type': 'application/x-www-form-urlencoded' }
  const twilio = (signature: string | undefined, sent: Record<string, string> = fields, to = path) =>
    call('POST', to, { ...asForm, ...signature !== undefined && { 'x-twilio-signature': signature } }, form(sent))
  const cases: [string, number[], Promise<Said>][] = [
    ['Twilio, no signature', [403], twilio(undefined)],
    ['Twilio, a random one', [403], twilio(randomBytes(20).toString('base64'))],
    ['Twilio, of another account', [403], twilio(twilioSigned(url, fields, second))],
    ['Twilio, for another message', [403], twilio(twilioSigned(`${url}x`, fields, token))],
    ['Twilio, for another address', [403], twilio(twilioSigned(url.replace('http:', 'https:').replace('localhost', 'evil.example'), fields, token))],
    ['Twilio, a field more', [403], twilio(twilioSigned(url, fields, token), { ...fields, ErrorCode: '30005' })],
    ['Twilio, SHA-256', [403], twilio(createHmac('sha256', token).update(url).digest('base64'))],
    ['Twilio, right, of a message that was never ours', [404], twilio(twilioSigned(url, fields, token))],
    ['Twilio, of a provider that is not', [404], call('POST', `/receipts/smoke/${reference}`, asForm, form(fields))],
    ['mail, no token', [401], call('POST', '/receipts/email', { 'content-type': 'message/rfc822' }, 'To: x\n\nx')],
    ['mail, the operator\'s token', [401], call('POST', '/receipts/email', { ...asOperator, 'content-type': 'message/rfc822' }, 'To: x\n\nx')],
    ['mail, another token', [401], call('POST', '/receipts/email', { authorization: `Bearer ${randomBytes(24).toString('base64')}`, 'content-type': 'message/rfc822' }, 'x')],
    ['mail, as JSON', [415], call('POST', '/receipts/email', { authorization: `Bearer ${mail}` }, '{}')],
    ['mail, no report', [202, 422], call('POST', '/receipts/email', { authorization: `Bearer ${mail}`, 'content-type': 'message/rfc822' }, 'Subject: hello\n\nhello')],
    ['push, of a message that was never ours', [404], call('POST', `/receipts/push/${reference}`, {}, '')],
    ['the mail token as operator', [401], call('POST', '/parcels', { authorization: `Bearer ${mail}` }, '{}')],
  ]
  const wrong: string[] = []
  for (const [what, wanted, saying] of cases) {
    const said = await saying
    if (!wanted.includes(said.status) || said.status >= 400 && !problem(said)) wrong.push(`${what}: ${said.status}`)
  }
  report.none('forged receipts answered otherwise than refused', wrong, cases.length)
}

const never = ['+262142-12-31T23:59:59Z', '9999-12-31T23:59:59Z', '-9999-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '-4714-11-23T00:00:00Z',
  '1970-01-01T00:00:00Z', '2099-01-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-01-01', '', 'soon', '\u0000']

// Sends one body with one field changed, and looks at how it is refused.
async function bounds(report: Report) {
  const { parcel, token } = await placed()
  const visitor = await signedInByLink(token)
  const now = new Date().toISOString()
  const data = { tracking_number: parcel.tracking, carrier: 'DHL', status: 'in_transit', occurred_at: now, pickup_deadline: now, expected: { from: now, until: now } }
  const station = { authorization: `Bearer ${parcel.station.credential}` }
  const interfaces: { name: string, body: any, send: (body: object) => Promise<Said>, times: string[], others: string[] }[] = [
    {
      name: 'event', body: { type: 'parcel.event', data },
      send: body => {
        const text = JSON.stringify(body)
        return call('POST', '/carrier-events', signed(text), text)
      },
      times: ['data.occurred_at', 'data.pickup_deadline', 'data.expected.from', 'data.expected.until'],
      others: ['type', 'data', 'data.tracking_number', 'data.carrier', 'data.status', 'data.substatus', 'data.location', 'data.station', 'data.compartment', 'data.correction', 'data.action_required', 'data.expected'],
    },
    {
      name: 'parcel', body: { tracking_number: `06${Date.now()}`, carrier: 'DHL', merchant: 'M', recipient: { phone: parcel.phone }, expected: { from: now, until: now } },
      send: body => call('POST', '/parcels', asOperator, JSON.stringify(body)),
      times: ['expected.from', 'expected.until'],
      others: ['tracking_number', 'carrier', 'merchant', 'order_number', 'station', 'recipient', 'recipient.phone', 'recipient.email', 'expected'],
    },
    {
      name: 'heartbeat', body: { clock: now },
      send: body => call('POST', `/stations/${parcel.station.id}/heartbeat`, station, JSON.stringify(body)),
      times: ['clock'], others: ['scanner', 'keypad'],
    },
    {
      name: 'unlock', body: { digits: '123456' },
      send: body => call('POST', `/stations/${parcel.station.id}/unlock`, station, JSON.stringify(body)),
      times: [], others: ['digits', 'qr', 'caller', 'attempt'],
    },
    {
      name: 'station', body: {
        name: 'S', address: { street: 'S', postcode: '1', city: 'C', country: 'DE' }, time_zone: 'Europe/Berlin', opening_hours: '24/7', sheltered: true,
        scanner: true, keypad: true, credential: 'c'.repeat(40), compartments: [{ number: '1', column: 1, row: 1 }], location: { latitude: 1, longitude: 1 }, screen: { column: 1, row: 2 },
      },
      send: body => call('PUT', '/stations/F-1', asOperator, JSON.stringify(body)),
      times: [], others: ['name', 'address', 'address.country', 'time_zone', 'opening_hours', 'sheltered', 'credential', 'compartments', 'compartments.0', 'compartments.0.column', 'location', 'location.latitude', 'screen.row'],
    },
  ]
  const kinds: [string, unknown][] = [['null', null], ['true', true], ['a number', 12], ['a huge number', 1e300], ['a negative one', -1], ['[]', []], ['{}', {}],
    ['NUL', '\u0000'], ['70,000 letters', 'x'.repeat(70_000)], ['a lone surrogate', '\ud800'], ['a list of lists', [[[[[[]]]]]]]]
  const late: string[] = []
  const ours: string[] = []
  const unnamed: string[] = []
  let tried = 0
  for (const { name, body, send, times, others } of interfaces) {
    const tryOne = async (path: string, value: unknown, shown: string) => {
      const changed = structuredClone(body)
      const parts = path.split('.')
      const holder = parts.slice(0, -1).reduce((inner: any, part) => inner[part], changed)
      holder[parts.at(-1)!] = value
      const said = await send(changed)
      tried++
      const told = `${name} ${path} = ${shown}: ${said.status} ${said.body?.field ?? said.body?.code ?? ''}`
      if (said.status >= 500) ours.push(told)
      else if (said.status === 422 && !said.body?.field || said.status >= 400 && !problem(said)) unnamed.push(told)
      return { said, told }
    }
    for (const path of times) {
      for (const time of never) {
        const { said, told } = await tryOne(path, time, JSON.stringify(time))
        // A clock may be wrong by years: that is what a heartbeat is for.
        const clock = name === 'heartbeat' && said.status === 200
        if (!clock && !(said.status === 422 && `${said.body?.field}`.startsWith(path.split('.').slice(0, path.includes('expected') ? -1 : undefined).join('.')))) late.push(told)
      }
    }
    for (const path of [...others, ...times]) for (const [shown, value] of kinds) await tryOne(path, value, shown)
  }
  for (const text of ['', '{', '[]', '"x"', '{"a":1}x', '['.repeat(5_000), '\u0000', '{"digits":"1","digits":"2"}', '\ufeff{}']) {
    for (const [path, headers] of [['/parcels', asOperator], [`/stations/${parcel.station.id}/unlock`, station], ['/carrier-events', signed(text)]] as const) {
      const said = await call('POST', path, { ...headers }, text)
      tried++
      if (said.status >= 500 || said.status < 400) ours.push(`${path} with ${text.slice(0, 12)}: ${said.status}`)
    }
  }
  report.none('times that cannot be: not refused by field', late, interfaces.reduce((sum, { times }) => sum + times.length * never.length, 0))
  report.none('odd values answered by an error of ours', ours, tried)
  report.none('refusals that name no field, or are no problem+json', unnamed, tried)
  const page = await visitor.page(`/parcels/${parcel.id}`)
  report.check('the customer\'s page after all of it', page.status, '200', page.status === 200)
}

// NUL and what is no text in every address and form.
async function addresses(report: Report) {
  const { parcel, token } = await placed()
  const visitor = await signedInByLink(token)
  const ours: string[] = []
  let tried = 0
  const note = (what: string, status: number) => {
    tried++
    if (status >= 500 || status < 300) ours.push(`${what}: ${status}`)
  }
  for (const odd of ['%00', 'a%00b', '%FF%FE', '%2e%2e%2f', 'x'.repeat(5_000), '%E2%80%AE', '-1', '99999999999999999999', '%0d%0aset-cookie:%20a=b']) {
    for (const path of [`/parcels/${odd}`, `/parcels/${odd}/code`, `/parcels/${odd}/events`, `/contacts/prove/${odd}`, `/contacts/changes/${odd}`]) note(path, (await visitor.page(path)).status)
    for (const path of [`/l/${odd}`, `/u/${odd}`]) {
      const answer = await new Visitor(first).page(path)
      tried++
      if (answer.status >= 500) ours.push(`${path}: ${answer.status}`)
    }
    const credential = { authorization: `Bearer ${parcel.station.credential}` }
    note(`unlock at ${odd}`, (await call('POST', `/stations/${odd}/unlock`, credential, '{"digits":"123456"}')).status)
    note(`heartbeat of ${odd}`, (await call('POST', `/stations/${odd}/heartbeat`, credential, '{"clock":"2026-01-01T00:00:00Z"}')).status)
    if (!/^(-1|9+)$/.test(odd)) note(`station ${odd}`, (await call('PUT', `/stations/${odd}`, asOperator, '{}')).status)
    for (const path of [`/receipts/sms/${odd}`, `/receipts/push/${odd}`, `/receipts/${odd}/x`]) {
      note(path, (await call('POST', path, { 'content-type': 'application/x-www-form-urlencoded' }, 'MessageStatus=delivered')).status)
    }
  }
  report.none('odd addresses answered by an error of ours, or taken', ours, tried)

  const broken: string[] = []
  const tries = forms.filter(name => operations[name] && !name.startsWith('sign_out'))
  for (const name of tries) {
    for (const odd of ['\u0000', 'x'.repeat(9_000), '\u202e', '-1', '99999999999999999999']) {
      const fields = Object.fromEntries(Object.keys(operations[name].fields(nothing)).map(field => [field, odd]))
      const answer = await visitor.twin().press(name, fields)
      if (answer.status >= 500) broken.push(`${name} with ${JSON.stringify(odd.slice(0, 6))}: ${answer.status}`)
    }
  }
  report.none('odd values in forms answered by an error of ours', broken, tries.length * 5)
}

// What the case L lists and nothing else here meets.
async function oddities(report: Report) {
  const raw = (text: string) => new Promise<string>(answered => {
    const url = loopback(first)
    let heard = ''
    const socket = connect(Number(url.port), url.hostname, () => socket.write(text))
    socket.setTimeout(2_000, () => socket.destroy())
    socket.on('data', part => { heard += part })
    socket.on('error', () => undefined)
    socket.on('close', () => answered(heard.split('\r\n')[0] || 'closed'))
  })
  const hosts: [string, string][] = [
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two Hosts', `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`],
    ['Host after a bare LF', `GET / HTTP/1.1\nHost: ${host}\nX: y\r\nHost: evil.example\r\nConnection: close\r\n\r\n`],
  ]
  const taken: string[] = []
  for (const [what, text] of hosts) {
    const line = await raw(text)
    if (!/ 4\d\d /.test(line) && line !== 'closed') taken.push(`${what}: ${line}`)
  }
  report.none('requests without one plain Host taken', taken, hosts.length)

  const foreign: string[] = []
  for (const name of forms) {
    for (const body of ['%ff=%zz&&&=', 'a', '\u0000', `${'x'.repeat(20_000)}`]) {
      const answer = await ask(first, `/api/${name}`, {
        method: 'POST', body, headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin', referer: 'https://evil.example/', 'content-type': 'application/x-www-form-urlencoded' },
      })
      if (/evil\.example/.test(answer.headers.location ?? '')) foreign.push(`${name} to ${answer.headers.location}`)
    }
  }
  report.none('malformed forms that lead to a foreign Referer', foreign, forms.length * 4)

  const chosen = await new Visitor(first).page('/?problem=slip-evil.example')
  const waits = await new Visitor(first).page('/?problem=wait-86399')
  const written = [chosen.body.includes('evil.example') && 'a domain', /86399|1439|23 hours|24 hours/.test(waits.body.replace(/<head[\s\S]*?<\/head>/, '')) && 'a time'].filter(Boolean) as string[]
  report.none('words on a page chosen by whoever made the link', written, 2)

  const large = await call('POST', '/parcels', asOperator, 'x'.repeat(400_000)).catch(() => undefined)
  report.check('a body that is too large', large ? `${large.status} ${large.body?.code ?? ''}` : 'cut off', '413 as problem+json', !!large && large.status === 413 && problem(large))
  const type = await call('POST', '/receipts/sms/x', { 'content-type': 'text/plain' }, 'x')
  report.check('a receipt of another content type', `${type.status} ${type.body?.code ?? ''}`, '4xx as problem+json', type.status >= 400 && type.status < 500 && problem(type))
}
