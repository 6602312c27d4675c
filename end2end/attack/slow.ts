import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { connect, type Socket } from 'node:net'
import { ask, loopback, Visitor } from './http.ts'
import { later, median, placed, signedInByLink } from './people.ts'
import type { Report } from './report.ts'
import { first, firstPid, host, open, openPid, short } from './settings.ts'

// Connections that are held and not used, on the instance that stands in the open with room for 1,024 files. Who
// attacks and who visits have addresses of their own: loopback has sixteen million.

const ATTACKER = '127.0.0.66'
const VISITOR = '127.0.0.5'

// What the listener promises, in seconds, and a few for the queue before it: a connection counts for us from when it
// is asked for. The short form runs beside other work.
const QUEUE = short ? 20 : 5
const HEAD = 10 + QUEUE
const BODY = 30 + QUEUE
const IDLE = 60 + QUEUE
const END = 5 + QUEUE
const STREAMS = 6

const held = (pid: number) => Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
const mebibytes = (numbers: number[]) => numbers.map(number => number.toFixed(0)).join(' → ')

// One connection: until when it was open, what was heard, and its first byte.
class Line {
  readonly began = performance.now()
  opened = false
  closed: number | undefined
  heard = ''
  readonly socket: Socket

  constructor(of: string, from: string, first: string, again?: () => string) {
    const url = loopback(of)
    this.socket = connect({ port: Number(url.port), host: url.hostname, localAddress: from })
    this.socket.on('connect', () => {
      this.opened = true
      if (first) this.socket.write(first)
    })
    this.socket.on('data', part => { if (this.heard.length < 2_000) this.heard += part })
    this.socket.on('error', () => undefined)
    this.socket.on('close', () => {
      this.closed = (performance.now() - this.began) / 1000
      clearInterval(timer)
    })
    const timer = setInterval(() => { if (again && this.opened && this.closed === undefined) this.socket.write(again()) }, 1_000)
    if (!again) clearInterval(timer)
  }

  get status() { return Number(/^HTTP\/1\.1 (\d+)/.exec(this.heard)?.[1] ?? 0) }

  end() { this.socket.destroy() }
}

const lines = (count: number, first: string | ((number: number) => string), again?: () => string, of = open, from = (_: number) => ATTACKER) =>
  Array.from({ length: count }, (_, number) => new Line(of, from(number), typeof first === 'string' ? first : first(number), again))

// How many the server still holds. What did not fit into its queue of new connections looks open from here for ever,
// although nobody has it: so its own side is asked.
function still(all: Line[]): number {
  const hex = (address: string) => address.split('.').map(part => Number(part).toString(16).padStart(2, '0')).reverse().join('').toUpperCase()
  const there = new Set(readFileSync('/proc/net/tcp', 'utf8').split('\n').map(row => row.trim().split(/\s+/))
    .filter(([, , , state]) => state === '01').map(([, local, remote]) => `${local} ${remote}`))
  const place = (address: string, port: number) => `${hex(address)}:${port.toString(16).padStart(4, '0').toUpperCase()}`
  return all.filter(({ opened, closed, socket }) => opened && closed === undefined && socket.remoteAddress && socket.localAddress &&
    there.has(`${place(socket.remoteAddress, socket.remotePort!)} ${place(socket.localAddress, socket.localPort!)}`)).length
}

// Somebody who comes by, each time on a new connection: how long they wait, and how often in vain.
class Passers {
  readonly waits: number[] = []
  readonly failed: string[] = []
  #stop = false
  readonly #walk: Promise<void>

  constructor() { this.#walk = this.#come() }

  async #come() {
    while (!this.#stop) {
      const agent = new Agent({ keepAlive: false })
      const began = performance.now()
      try {
        const answer = await Promise.race([
          ask(open, '/', { agent, from: VISITOR, headers: { accept: 'text/html' } }),
          later(QUEUE * 1000).then(() => { throw new Error(`${QUEUE} s`) }),
        ])
        if (answer.status !== 200) this.failed.push(`${answer.status}`)
      } catch (error) {
        this.failed.push((error as Error).message)
      }
      this.waits.push(performance.now() - began)
      agent.destroy()
      await later(100)
    }
  }

  async stop() {
    this.#stop = true
    await this.#walk
  }
}

// What a visit takes when nothing is wrong: a busy machine is not the server's fault.
let usual = 0

async function meanwhile(report: Report, what: string, work: () => Promise<void>) {
  const most = Math.max(50, 10 * usual)
  const passers = new Passers()
  await work()
  await passers.stop()
  const slowest = Math.max(...passers.waits)
  report.check(`visitors during ${what}`, `median ${median(passers.waits).toFixed(1)} ms, slowest ${slowest.toFixed(0)} ms, ${passers.failed.length} of ${passers.waits.length} in vain${passers.failed[0] ? ` (${passers.failed[0]})` : ''}`,
    short ? 'none in vain' : `median under ${most.toFixed(0)} ms, none in vain`, passers.failed.length === 0 && (short || median(passers.waits) < most))
}

export async function slow(report: Report): Promise<void> {
  const before = held(openPid)
  const passers = new Passers()
  await later(1_000)
  await passers.stop()
  usual = median(passers.waits)
  await idle(report)
  await bodies(report)
  await heads(report)
  await streams(report)
  await later(1_000)
  const after = held(openPid)
  report.check('memory of the instance in the open, before and after, MiB', mebibytes([before, after]), 'at most 64 more', after - before <= 64)
  report.tell('memory of the first instance, MiB', held(firstPid).toFixed(0))
}

async function idle(report: Report) {
  const count = short ? 1_500 : 5_000
  const rss = [held(openPid)]
  await meanwhile(report, `${count} idle connections`, async () => {
    // Half say nothing, half have asked once and keep the connection; half come from one address, half from twenty.
    const all = lines(count, number => number % 2 ? '' : `GET /livez HTTP/1.1\r\nHost: ${host}\r\n\r\n`, undefined, open,
      number => number % 4 < 2 ? ATTACKER : `127.0.1.${number % 20 + 1}`)
    await later(2_000)
    rss.push(held(openPid))
    const silent = all.filter((_, number) => number % 2)
    report.tell('idle connections held after 2 s', still(all))
    const until = performance.now() + (short ? HEAD : IDLE) * 1000
    while (performance.now() < until && still(short ? silent : all) > 0) await later(500)
    const longest = Math.max(0, ...silent.map(line => line.closed ?? 0))
    report.check('connections that say nothing', `${still(silent)} of ${silent.length} left, longest ${longest.toFixed(0)} s`,
      `closed within ${HEAD} s`, still(silent) === 0 && longest <= HEAD)
    if (!short) report.check('connections kept after a request', `${still(all)} left`, `closed within ${IDLE} s`, still(all) === 0)
    for (const line of all) line.end()
  })
  report.check(`memory with ${count} idle connections, MiB`, mebibytes(rss), 'at most 64 more', rss[1] - rss[0] <= 64)
}

async function bodies(report: Report) {
  const post = (path: string, length: number, type = 'application/x-www-form-urlencoded', more = '') =>
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n${more}\r\n`
  await meanwhile(report, 'slow headers and bodies', async () => {
    const heads = lines(100, `GET / HTTP/1.1\r\nHost: ${host}\r\n`, () => 'X-A: b\r\n')
    const forms = lines(60, post('/api/find', 1_000), () => 'a')
    const guarded = lines(60, post('/api/v1/parcels', 1_000, 'application/json'), () => ' ')
    const carriers = lines(30, post('/api/v1/carrier-events', 1_000, 'application/json'), () => ' ')
    const all = [...heads, ...forms, ...guarded, ...carriers]
    await later(2_000)
    const until = performance.now() + (short ? HEAD : BODY) * 1000
    while (performance.now() < until && still(short ? heads : all) > 0) await later(500)
    report.check('slow headers', `${still(heads)} of ${heads.length} left`, `closed within ${HEAD} s`,
      still(heads) === 0 && heads.filter(line => line.opened).every(line => (line.closed ?? Infinity) <= HEAD))
    if (!short) report.check('slow bodies of forms and events', `${still(forms) + still(carriers)} of ${forms.length + carriers.length} left`, `closed within ${BODY} s`, still(forms) + still(carriers) === 0)
    const early = guarded.filter(line => line.status === 401).length
    report.check('slow bodies without a credential', `${early} of ${guarded.length} answered 401 before the body`, 'all', early === guarded.length)
    for (const line of all) line.end()
  })
}

async function heads(report: Report) {
  const rss = [held(openPid)]
  await meanwhile(report, 'large headers and bodies without credentials', async () => {
    const large = lines(100, `GET / HTTP/1.1\r\nHost: ${host}\r\n${Array.from({ length: 39 }, (_, at) => `X-${at}: ${'x'.repeat(10_000)}\r\n`).join('')}\r\n`)
    const body = 'x'.repeat(250_000)
    const unknown = lines(100, `POST /api/v1/parcels HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    const station = lines(100, `PUT /api/v1/stations/X-1 HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${'x'.repeat(40)}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    await later(2_500)
    rss.push(held(openPid))
    const [all, until] = [[...large, ...unknown, ...station], performance.now() + 8_000]
    while (performance.now() < until && all.some(line => line.opened && line.status === 0 && line.closed === undefined)) await later(100)
    const taken = large.filter(line => line.status > 0 && line.status < 400).length
    report.check('390 kB of headers', `${taken} of ${large.length} taken (${large[0].status || 'closed'})`, 'refused', taken === 0)
    const let_in = [...unknown, ...station].filter(line => line.status !== 401 && line.closed === undefined || line.status !== 0 && line.status !== 401).length
    report.check('250 kB bodies without a credential', `${let_in} of ${unknown.length + station.length} answered otherwise`, '401, or cut off', let_in === 0)
    for (const line of all) line.end()
  })
  report.check('memory with these, MiB', mebibytes(rss), 'at most 64 more', rss[1] - rss[0] <= 64)
}

async function streams(report: Report) {
  const { parcel, token } = await placed()
  const visitor = await signedInByLink(token)
  const count = short ? 300 : 2_000
  const cookie = visitor.headers().cookie
  const request = `GET /parcels/${parcel.id}/events?v=0 HTTP/1.1\r\nHost: ${host}\r\nAccept: text/event-stream\r\nX-Forwarded-For: ${visitor.address}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`
  // At the first, as behind a proxy, where an address's number of connections does not help.
  const before = held(firstPid)
  const all = lines(count, request, undefined, first)
  await later(short ? 1_500 : 4_000)
  const live = all.filter(line => line.status === 200 && line.closed === undefined)
  report.check(`${count} live streams of one session on one instance`, `${live.length} live`, `at most ${STREAMS}`, live.length <= STREAMS)
  report.check('memory with these, MiB', mebibytes([before, held(firstPid)]), 'at most 64 more', held(firstPid) - before <= 64)
  const page = await new Visitor(first).page('/')
  report.check('another visitor meanwhile', `${page.status}, ${page.ms.toFixed(0)} ms`, '200', page.status === 200)
  const out = await visitor.press('sign_out')
  report.check('signing out of it', out.status, '303', out.status === 303)
  const until = performance.now() + END * 1000
  const ending = performance.now()
  while (performance.now() < until && still(live) > 0) await later(100)
  report.check('streams after their session has ended', `${still(live)} left after ${((performance.now() - ending) / 1000).toFixed(1)} s`, `none after ${END} s`, still(live) === 0)
  for (const line of all) line.end()
}
