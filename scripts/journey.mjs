// Measures what a sign-in and a reveal cost, in processor time of the server and of its Postgres. Where two builds are
// given, they take turns.
//   node scripts/journey.mjs PSQL <<<'NAME|PORT|PROCESS|CHECKOUT|DATABASE…'     a line each, the servers running
// A sign-in is: find, the code read in the simulator's inbox, prove; with the message that carries the code and what its
// provider reports. A reveal is the button and the page that shows the code. Every customer comes once, and from an
// address of their own.
import { execFileSync } from 'node:child_process'
import { createHmac, randomInt } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const [psql] = process.argv.slice(2)
const customers = Number(process.env.JOURNEYS ?? 300)
const runs = Number(process.env.RUNS ?? 5)
const DOORS = 40
const TICK = 1e6 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

const sides = readFileSync(0, 'utf8').trim().split('\n').map(line => {
  const [name, port, process_, checkout, database] = line.split('|')
  const secret = file => readFileSync(`${checkout}/.doorcode/secrets/${file}`, 'utf8').trim()
  const postmaster = execFileSync(psql, ['-qAtX', database, '-c',
    "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"], { encoding: 'utf8' }).trim()
  return {
    name, database, postmaster: Number(postmaster), server: Number(process_), desk: `http://localhost:${port}`,
    simulator: `http://127.0.0.1:${Number(port) + 10}`, operator: secret('operator-token').split(/[\s,]+/)[0], carrier: carrierSecret(carrierFile(checkout)),
    costs: { 'sign-in': [], reveal: [] },
  }
})

// As the one or the other build names it.
function carrierFile(checkout) {
  const folder = `${checkout}/.doorcode/secrets`
  return readFileSync(`${folder}/${readdirSync(folder).filter(name => /^carrier-secrets?$/.test(name)).sort().at(-1)}`, 'utf8').trim()
}

// `whsec_…`, or `NAME=whsec_…` for each carrier.
function carrierSecret(text) {
  const entries = text.split(/[\s,;]+/).filter(Boolean)
  return Buffer.from((entries.find(entry => /^dhl[=:]/i.test(entry)) ?? entries[0]).replace(/^.*whsec_/, ''), 'base64')
}

const later = milliseconds => new Promise(passed => setTimeout(passed, milliseconds))

// Processor time in µs: of a process, and of those of its children that have ended, when asked.
function used(pid, children = false) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ').map(Number)
    return (fields[11] + fields[12] + (children ? fields[13] + fields[14] : 0)) * TICK
  } catch {
    return 0
  }
}

function usedByPostgres(postmaster) {
  const children = readdirSync('/proc').filter(name => /^\d+$/.test(name)).filter(pid => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')[1] === `${postmaster}`
    } catch {
      return false
    }
  })
  return used(postmaster, true) + children.reduce((sum, pid) => sum + used(pid), 0)
}

async function ask(url, how = {}) {
  const answer = await fetch(url, { redirect: 'manual', ...how })
  const text = await answer.text()
  if (answer.status >= 400) throw new Error(`${url}: ${answer.status} ${text.slice(0, 200)}`)
  return { answer, text }
}

async function all(items, work) {
  let next = 0
  const one = async () => {
    while (next < items.length) await work(items[next++])
  }
  await Promise.all(Array.from({ length: 4 }, one))
}

const asOperator = side => ({ authorization: `Bearer ${side.operator}`, 'content-type': 'application/json' })

// Parcels that lie in their lockers, each with a customer of its own, whose messages have been sent.
async function prepare(side, run) {
  const stamp = `${randomInt(1e4, 1e5)}${run}`
  const people = Array.from({ length: customers }, (_, number) => ({
    tracking: `JNY${stamp}${String(number).padStart(5, '0')}`, phone: `+49151${20_000_000 + run * customers + number + (side.offset ??= randomInt(1e6) * 10)}`,
    station: `JNY-${stamp}-${Math.floor(number / DOORS)}`, door: `${number % DOORS + 1}`,
    address: `${randomInt(20, 120)}.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`,
  }))
  for (const station of new Set(people.map(person => person.station))) {
    await ask(`${side.desk}/api/v1/stations/${station}`, { method: 'PUT', headers: asOperator(side), body: JSON.stringify({
      name: 'Hauptbahnhof', time_zone: 'Europe/Berlin', opening_hours: '24/7', sheltered: true, scanner: true, keypad: true,
      address: { street: 'Europaplatz 1', postcode: '10557', city: 'Berlin', country: 'DE' }, credential: 'c'.repeat(40),
      compartments: Array.from({ length: DOORS }, (_, door) => ({ number: `${door + 1}`, column: Math.floor(door / 5) + 1, row: door % 5 + 1 })),
    }) })
  }
  await all(people, async person => {
    const parcel = { tracking_number: person.tracking, carrier: 'DHL', merchant: 'Birch & Bloom', station: person.station, recipient: { phone: person.phone } }
    person.parcel = JSON.parse((await ask(`${side.desk}/api/v1/parcels`, { method: 'POST', headers: asOperator(side), body: JSON.stringify(parcel) })).text).id
    const now = new Date()
    const body = JSON.stringify({ type: 'parcel.event', timestamp: now, data: { tracking_number: person.tracking, carrier: 'DHL',
      status: 'available_for_pickup', substatus: 'placed_in_locker', occurred_at: now, station: person.station, compartment: person.door } })
    const [id, at] = [`jny-${person.tracking}`, `${Math.floor(now / 1000)}`]
    const signature = createHmac('sha256', side.carrier).update(`${id}.${at}.${body}`).digest('base64')
    await ask(`${side.desk}/api/v1/carrier-events`, { method: 'POST', body, headers: {
      'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` } })
    // The message with the pickup code; what comes after it is the one-time code.
    person.last = (await message(side, person, 0)).n
  })
  await quiet(side)
  return people
}

async function message(side, person, after) {
  const query = new URLSearchParams({ to: person.phone, after: `${after}`, wait: '20' })
  const [found] = JSON.parse((await ask(`${side.simulator}/api/messages?${query}`)).text).messages
  if (!found) throw new Error(`nothing arrived for ${person.tracking}`)
  return found
}

// Receipts have come and workers are idle: two looks in a row at which next to nothing was used.
async function quiet(side) {
  for (let turn = 0; turn < 40; turn++) {
    const before = used(side.server)
    await later(500)
    if (used(side.server) - before <= 2 * TICK) return
  }
}

async function press(side, person, action, fields) {
  const { answer } = await ask(`${side.desk}/api/${action}`, { method: 'POST', body: new URLSearchParams(fields), headers: {
    'sec-fetch-site': 'same-origin', origin: side.desk, 'x-forwarded-for': person.address, 'user-agent': 'Mozilla/5.0', ...person.cookies && { cookie: person.cookies } } })
  const kept = new Map((person.cookies ?? '').split('; ').filter(Boolean).map(pair => pair.split(/=(.*)/s)))
  for (const cookie of answer.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)
    if (value) kept.set(name, value)
    else kept.delete(name)
  }
  person.cookies = [...kept].map(pair => pair.join('=')).join('; ')
}

async function costOf(side, what, people, work) {
  const before = { server: used(side.server), postgres: usedByPostgres(side.postmaster) }
  await all(people, work)
  await quiet(side)
  side.costs[what].push({
    server: (used(side.server) - before.server) / people.length,
    postgres: (usedByPostgres(side.postmaster) - before.postgres) / people.length,
  })
}

async function once(side, run) {
  const people = await prepare(side, run)
  // A database that has lived knows how its tables are filled; a new one plans as if they were empty.
  execFileSync(psql, ['-qAtX', side.database, '-c', 'analyze'])
  await costOf(side, 'sign-in', people, async person => {
    await press(side, person, 'find', { tracking: person.tracking, contact: person.phone })
    const { body } = await message(side, person, person.last)
    const [, one, two] = /\b(\d{3,4})[ -]?(\d{3,4})\b/.exec(body.replace(/https?:\/\/\S+/g, ' '))
    await press(side, person, 'prove', { code: one + two })
  })
  await costOf(side, 'reveal', people, async person => {
    await press(side, person, 'reveal', { parcel: person.parcel })
    await ask(`${side.desk}/parcels/${person.parcel}/code`, { headers: { cookie: person.cookies, 'x-forwarded-for': person.address, 'accept-encoding': 'gzip' } })
  })
}

// The first is not counted: caches, connections and plans come about.
for (let run = 0; run <= runs; run++) {
  for (const side of run % 2 ? sides.toReversed() : sides) await once(side, run)
}
const median = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const medians = (side, what) => Object.fromEntries(['server', 'postgres'].map(part => [part, median(side.costs[what].slice(1).map(cost => cost[part]))]))
for (const what of ['sign-in', 'reveal']) {
  for (const side of sides) {
    const { server, postgres } = medians(side, what)
    console.log(`  ${`${what}, ${side.name}`.padEnd(18)} ${server.toFixed(0).padStart(7)} µs of processor, ${postgres.toFixed(0)} µs of Postgres' with it`)
  }
  if (sides.length === 2) {
    // Of the two of one turn, so that what else the machine does falls on both.
    const ratio = of => median(sides[0].costs[what].map((cost, run) => of(cost) / of(sides[1].costs[what][run])).slice(1)).toFixed(2)
    console.log(`  ${`${what}, ratio`.padEnd(18)} ${ratio(cost => cost.server).padStart(7)} server, ${ratio(cost => cost.postgres)} Postgres, ${ratio(cost => cost.server + cost.postgres)} both`)
  }
}
process.exit()
