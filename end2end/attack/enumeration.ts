import { randomBytes, randomInt } from 'node:crypto'
import { Agent } from 'node:http'
import { registerParcel } from '../fixtures/network.ts'
import { unlock } from './doors.ts'
import { anyAddress, ask, seen, Visitor, type Answer } from './http.ts'
import { instance, many, median, Parcel, placed } from './people.ts'
import type { Report } from './report.ts'
import { first, short } from './settings.ts'

// Whether an answer, or the time it takes, tells what exists. One request at a time on one connection, known and
// unknown in an order drawn by lot: what a known one leaves to be done afterwards falls on both alike.

const MOST_MS = 0.3
const MOST_AUC = 0.55
const rounds = short ? 250 : 2_000
const runs = short ? 1 : 3

interface Pair { tracking: string, contact: string }

export async function enumeration(report: Report): Promise<void> {
  await signIns(report)
  await atStations(report)
  await links(report)
  await stations(report)
}

function shuffled<T>(values: T[]): T[] {
  const result = [...values]
  for (let at = result.length - 1; at > 0; at--) {
    const other = randomInt(at + 1)
    ;[result[at], result[other]] = [result[other], result[at]]
  }
  return result
}

// How likely it is that one of the second kind took longer than one of the first; 0.5 tells nothing, and 0.45 as much
// as 0.55.
function auc(one: number[], two: number[]): number {
  const ranked = [...one.map(ms => ({ ms, two: false })), ...two.map(ms => ({ ms, two: true }))].sort((a, b) => a.ms - b.ms)
  let ranks = 0
  ranked.forEach((entry, at) => { if (entry.two) ranks += at + 1 })
  return (ranks - two.length * (two.length + 1) / 2) / (one.length * two.length)
}

interface Raced { known: number[], unknown: number[], answers: { known: Answer[], unknown: Answer[] } }

async function race<T>(known: T[], unknown: T[], once: (subject: T) => Promise<Answer>): Promise<Raced> {
  const times = { known: [] as number[], unknown: [] as number[] }
  const answers = { known: [] as Answer[], unknown: [] as Answer[] }
  const order = shuffled([...known.map(subject => ({ kind: 'known' as const, subject })), ...unknown.map(subject => ({ kind: 'unknown' as const, subject }))])
  for (const { kind, subject } of order) {
    const answer = await once(subject)
    times[kind].push(answer.ms)
    answers[kind].push(answer)
  }
  return { ...times, answers }
}

function judge(report: Report, what: string, all: { known: number[], unknown: number[] }[]) {
  const differences = all.map(run => median(run.known) - median(run.unknown))
  const areas = all.map(run => auc(run.unknown, run.known))
  const write = (numbers: number[], places: number) => numbers.map(number => number.toFixed(places)).join(', ')
  const count = `2 × ${all[0].known.length}, ${all.length === 1 ? 'one run' : `${all.length} runs, the middle one counts`}`
  // The short form runs beside other work, where times prove nothing: it compares what is answered.
  if (short) return report.tell(`${what}: difference of medians, ms; AUC`, `${write(differences, 3)} of ${median(all.flatMap(run => run.known)).toFixed(2)}; ${write(areas, 3)} (${count})`)
  // Fewer requests than the promise is about scatter more: four standard errors.
  const few = all[0].known.length < 1_000
  const bound = few ? Math.max(MOST_MS, 4 * median(all.map(run => Math.hypot(scatter(run.known), scatter(run.unknown))))) : MOST_MS
  const most = few ? Math.max(MOST_AUC, 0.5 + 4 * Math.sqrt(1 / (6 * all[0].known.length))) : MOST_AUC
  report.check(`${what}: difference of medians, ms`, `${write(differences, 3)} of ${median(all.flatMap(run => run.known)).toFixed(2)} (${count})`,
    `under ${bound.toFixed(2)}`, Math.abs(median(differences)) < bound)
  report.check(`${what}: AUC`, write(areas, 3), `at most ${most.toFixed(3)}, or as far below a half`, Math.max(median(areas), 1 - median(areas)) <= most)
}

// The standard error of a median.
function scatter(times: number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  const quarter = (part: number) => sorted[Math.floor(sorted.length * part)]
  return 1.253 * (quarter(0.75) - quarter(0.25)) / 1.349 / Math.sqrt(times.length)
}

// The same status, headers and bytes but for what is drawn by lot.
function alike(report: Report, what: string, known: Answer[], unknown: Answer[]) {
  const [one, two] = [new Set(known.map(seen)), new Set(unknown.map(seen))]
  const only = [...two].filter(text => !one.has(text)).concat([...one].filter(text => !two.has(text)))
  const first = only.length > 0 ? `: ${difference([...one][0] ?? '', [...two].find(text => !one.has(text)) ?? [...two][0] ?? '')}` : ''
  report.check(`${what}: the same bytes and headers`, `${one.size} and ${two.size} kinds${first}`, 'the same', only.length === 0)
}

function difference(one: string, two: string): string {
  const [a, b] = [one.split('\n'), two.split('\n')]
  const at = a.findIndex((line, number) => line !== b[number])
  return `${(a[at] ?? '').slice(0, 80)} | ${(b[at] ?? '').slice(0, 80)}`
}

async function signIns(report: Report) {
  const all = []
  const proofs = []
  const others = []
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const station = (await Parcel.announced()).station
  let last: { known: Answer[], unknown: Answer[] } = { known: [], unknown: [] }
  const views: { known: Answer[], unknown: Answer[] } = { known: [], unknown: [] }
  for (let run = 0; run < runs; run++) {
    // Each pair is asked for once: no limit of its own colours it.
    const stamp = `${randomInt(1e4, 1e5)}${run}`
    const pairs: Pair[] = Array.from({ length: rounds }, (_, number) =>
      ({ tracking: `02${stamp}${String(number).padStart(6, '0')}`, contact: `+49171${3_000_000 + run * rounds + number}` }))
    await many(rounds, 16, async number => registerParcel({
      tracking_number: pairs[number].tracking, carrier: 'DHL', merchant: 'Birch & Bloom', station: station.id,
      recipient: { phone: pairs[number].contact },
    }))
    // Half of the unknown have a number that exists and somebody else's contact, half nothing.
    const unknown = pairs.map(({ tracking }, number): Pair => ({
      tracking: number % 2 ? tracking : `03${stamp}${String(number).padStart(6, '0')}`,
      contact: `+49175${3_000_000 + run * rounds + number}`,
    }))
    const visitors = new Map<Pair, Visitor>()
    const find = async (pair: Pair) => {
      const visitor = new Visitor(first, anyAddress())
      visitor.agent = agent
      visitors.set(pair, visitor)
      return visitor.press('find', { tracking: pair.tracking, contact: pair.contact })
    }
    // Warm.
    for (let number = 0; number < 30; number++) await find({ tracking: `04${stamp}${number}00000`, contact: '+491713999999' })
    const found = await race(pairs, unknown, find)
    all.push(found)
    last = found.answers
    const count = Math.min(rounds, short ? 150 : 1_000)
    const proven = await race(pairs.slice(0, count), unknown.slice(0, count), pair =>
      visitors.get(pair)!.press('prove', { code: `${randomInt(100_000, 1_000_000)}` }))
    proofs.push(proven)
    const asking = Math.min(2 * count, rounds - 8)
    const renewed = await race(pairs.slice(count, asking), unknown.slice(count, asking), pair =>
      visitors.get(pair)!.press('another', { channel: 'sms' }))
    others.push(renewed)
    if (run === 0) {
      for (const [kind, list] of [['known', pairs], ['unknown', unknown]] as const) {
        for (const pair of list.slice(-8)) {
          const visitor = visitors.get(pair)!
          views[kind].push(await visitor.page('/sign-in'))
          views[kind].push(await visitor.press('another', { channel: 'sms' }))
          views[kind].push(await visitor.press('another', { channel: 'email' }))
          views[kind].push(await visitor.page('/sign-in'))
        }
      }
      alike(report, 'prove, wrong code', proven.answers.known, proven.answers.unknown)
      alike(report, 'another code', renewed.answers.known, renewed.answers.unknown)
    }
  }
  agent.destroy()
  alike(report, 'find', last.known, last.unknown)
  alike(report, 'the page for the code, further codes', views.known, views.unknown)
  judge(report, 'find', all)
  judge(report, 'prove', proofs)
  judge(report, 'another code', others)
}

// In front of a station a contact is enough: who has something there is told from nobody else.
async function atStations(report: Report) {
  const count = short ? 40 : 300
  const parcels = await many(count, 8, async () => Parcel.placed())
  const station = parcels[0].station.id
  const known = parcels.map(parcel => parcel.phone)
  // Half of the unknown are on their way to somebody, half are nobody's.
  const unknown = await many(count, 8, async number => number % 2 ? (await Parcel.announced()).phone : `+49175${4_000_000 + randomInt(5_000_000)}`)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const find = (contact: string) => {
    const visitor = new Visitor(first, anyAddress())
    visitor.agent = agent
    return visitor.press('find_here', { station, contact })
  }
  for (let number = 0; number < 30; number++) await find('+491713999999')
  const found = await race(known, unknown, find)
  agent.destroy()
  alike(report, 'find at a station', found.answers.known, found.answers.unknown)
  judge(report, 'find at a station', [found])
}

async function links(report: Report) {
  const count = short ? 60 : 300
  const ended = await many(short ? 6 : 20, 4, async number => {
    const { parcel, digits, token } = await placed()
    const opened = await unlock(number, parcel.station, { digits })
    if (opened.status !== 200) throw new Error(`a right code is answered with ${opened.status}`)
    return token
  })
  const known = Array.from({ length: count }, (_, number) => ended[number % ended.length])
  const unknown = known.map(() => randomBytes(16).toString('base64url'))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const enter = (token: string) => {
    const visitor = new Visitor(first, anyAddress())
    visitor.agent = agent
    return visitor.press('enter', { token })
  }
  const pressed = await race(known, unknown, enter)
  alike(report, 'links, ended and never made', pressed.answers.known, pressed.answers.unknown)
  judge(report, 'links', [pressed])
  const looked = await race(known.slice(0, 20), unknown.slice(0, 20), token => new Visitor(first).page(`/l/${token}`))
  alike(report, 'the page behind a link, ended and never made', looked.answers.known, looked.answers.unknown)
  agent.destroy()
}

async function stations(report: Report) {
  const { parcel, digits } = await placed()
  const count = short ? 100 : 400
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ids = Array.from({ length: count }, () => `T-${randomBytes(4).toString('hex').toUpperCase()}`)
  const show = (id: string) => ask(instance(0), `/api/v1/stations/${id}/unlock`, {
    method: 'POST', body: JSON.stringify({ digits }), agent,
    headers: { authorization: `Bearer ${randomBytes(20).toString('hex')}`, 'content-type': 'application/json' },
  })
  const tried = await race(ids.map(() => parcel.station.id), ids, show)
  alike(report, 'a station that is not, a wrong credential', tried.answers.known, tried.answers.unknown)
  judge(report, 'a station that is not, a wrong credential', [tried])
  agent.destroy()
}
