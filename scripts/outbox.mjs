// Measures the outbox: codes a second from the first hand-over to the last 'sent', and how long one code takes from
// the locker to the provider while 50 come every second. The provider is this program; it takes everything at once.
//   node scripts/outbox.mjs SERVER PSQL     with the configuration of scripts/demo-env and DATABASE_URL
import { execFileSync, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { createWriteStream, readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const [program, psql] = process.argv.slice(2)
const { DATABASE_URL, DOORCODE_PUBLIC_URL: desk, DOORCODE_SMS_URL: provider } = process.env
const messages = Number(process.env.MESSAGES ?? 5000)
const runs = Number(process.env.RUNS ?? 3)
const pace = 50
const seconds = Number(process.env.RUN_SECONDS ?? 10)
const late = pace * seconds
const DOORS = 40
const stations = Math.ceil((messages + late) / DOORS)
const secretOf = name => readFileSync(process.env[`${name}_FILE`], 'utf8').trim()
const operator = secretOf('DOORCODE_OPERATOR_TOKENS')
const carrier = Buffer.from(secretOf('DOORCODE_CARRIER_SECRETS').match(/\bDHL=whsec_([^,]+)/)[1], 'base64')

const sql = statement =>
  execFileSync(psql, ['-qAtX', '-v', 'ON_ERROR_STOP=1', DATABASE_URL, '-c', statement], { encoding: 'utf8' }).trim()

// When a message to a number was taken.
const taken = new Map()
createServer((request, response) => {
  let form = ''
  request.on('data', chunk => (form += chunk))
  request.on('end', () => {
    taken.set(new URLSearchParams(form).get('To'), performance.now())
    response.writeHead(201, { 'content-type': 'application/json' }).end(`{"sid":"SM${taken.size}"}`)
  })
}).listen(new URL(provider).port, '127.0.0.1')

const later = milliseconds => new Promise(passed => setTimeout(passed, milliseconds))

let server
async function start() {
  server = spawn(program, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DOORCODE_LOG: 'warn' } })
  const log = createWriteStream(`${process.env.BENCH_STATE ?? '.'}/outbox.log`, { flags: 'a' })
  server.stdout.pipe(log)
  server.stderr.pipe(log)
  while (!(await fetch(`${desk}/readyz`).catch(() => undefined))?.ok) {
    if (server.exitCode !== null) throw new Error('The server ended; its log is outbox.log.')
    await later(20)
  }
}

async function stop() {
  const ended = new Promise(exit => server.once('exit', exit))
  server.kill('SIGTERM')
  await ended
}

async function post(path, body, headers, method = 'POST') {
  const answer = await fetch(`${desk}/api/v1${path}`, { method, headers, body })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  await answer.arrayBuffer()
}

const station = number => `BENCH-${number % stations}`
const tracking = number => `BENCH${String(number).padStart(7, '0')}`
const phone = number => `+49151${20000000 + number}`
const asOperator = { authorization: `Bearer ${operator}` }

function announce(number) {
  const body = { tracking_number: tracking(number), carrier: 'DHL', merchant: 'Birch & Bloom', station: station(number),
    recipient: { phone: phone(number) } }
  return post('/parcels', JSON.stringify(body), asOperator)
}

function place(number) {
  const now = new Date()
  const body = JSON.stringify({ type: 'parcel.event', timestamp: now, data: { tracking_number: tracking(number),
    carrier: 'DHL', status: 'available_for_pickup', substatus: 'placed_in_locker', occurred_at: now,
    station: station(number), compartment: String(Math.floor(number / stations) + 1), pickup_deadline: new Date(+now + 3 * 86400e3) } })
  const [id, timestamp] = [`placed-${number}`, Math.floor(now / 1000)]
  const signature = createHmac('sha256', carrier).update(`${id}.${timestamp}.${body}`).digest('base64')
  return post('/carrier-events', body,
    { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}` })
}

// Does it for all numbers, a few at a time.
async function forAll(from, until, work) {
  let next = from
  const one = async () => {
    while (next < until) await work(next++)
  }
  await Promise.all(Array.from({ length: 8 }, one))
}

async function openStations() {
  const doors = Array.from({ length: DOORS }, (_, door) =>
    ({ number: String(door + 1), column: Math.floor(door / 5) + 1, row: door % 5 + 1 }))
  const body = JSON.stringify({ name: 'Hauptbahnhof', time_zone: 'Europe/Berlin', opening_hours: '24/7', sheltered: true,
    address: { street: 'Europaplatz 1', postcode: '10557', city: 'Berlin', country: 'DE' }, scanner: true, keypad: true,
    credential: 'station-credential-of-at-least-32-characters', compartments: doors })
  for (let number = 0; number < stations; number++) await post(`/stations/${station(number)}`, body, asOperator, 'PUT')
}

async function allSent() {
  while (sql("select count(*) from job where kind = 'issue_code' or kind like 'deliver%'") !== '0') await later(100)
}

const sorted = numbers => numbers.toSorted((a, b) => a - b)
const share = (numbers, part) => sorted(numbers)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))]

await start()
await openStations()
await forAll(0, messages, async number => {
  await announce(number)
  await place(number)
})
await allSent()

const rates = []
for (let run = 0; run < runs; run++) {
  await stop()
  sql(`delete from attempt; delete from link; delete from job;
    update notification set state = 'queued', sent_at = null;
    insert into job (kind, subject, run_at, created_at) select 'deliver_sms', id, created_at, created_at from notification`)
  sql('vacuum analyze')
  await start()
  await allSent()
  rates.push(Number(sql(`select count(*) / extract(epoch from max(n.sent_at) - min(a.started_at))
    from notification n join attempt a on a.notification_id = n.id where n.state = 'sent'`)))
}
console.log(`  ${share(rates, 0.5).toFixed(0)} codes/s   (${messages} codes; ${runs} runs: ${rates.map(rate => rate.toFixed(0)).join(', ')})`)

await forAll(messages, messages + late, announce)
const begun = new Map()
const began = performance.now()
const placing = []
for (let number = messages; number < messages + late; number++) {
  await later(Math.max(0, began + (number - messages) * 1000 / pace - performance.now()))
  begun.set(phone(number), performance.now())
  placing.push(place(number))
}
await Promise.all(placing)
await allSent()
const waits = [...begun].map(([to, at]) => taken.get(to) - at)
console.log(`  ${share(waits, 0.5).toFixed(0)} ms from the locker to the provider, p95 ${share(waits, 0.95).toFixed(0)} ms   (${pace} a second for ${seconds} s)`)
await stop()
process.exit()
