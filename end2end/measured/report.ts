import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// What was measured of each cause, as a page that people read: docs/rescue.md.

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url))
// A line for each cause, whatever becomes of the process that has measured it.
const lines = place('../../.doorcode/rescue.jsonl')

export interface Measured {
  cause: string
  // The right answer stood on top.
  right: boolean
  // What it offered first has helped.
  helps: boolean
  taps: number
  typed: number
  seconds: number
  // What is offered first, in its words.
  offered: string
  // Why not.
  why?: string
}

const [MOST_TAPS, MOST_SECONDS] = [4, 30]

function report(all: Measured[]): string {
  const [right, helped] = [all.filter(({ right }) => right), all.filter(({ helps }) => helps)]
  const within = helped.filter(({ taps, seconds }) => taps <= MOST_TAPS && seconds <= MOST_SECONDS)
  const middle = helped.map(({ seconds }) => seconds).toSorted((a, b) => a - b)[Math.floor(helped.length / 2)] ?? 0
  const row = ({ cause, right, helps, taps, typed, seconds, offered, why }: Measured) => {
    const figures = helps ? [`${taps}`, `${typed || ''}`, seconds.toFixed(1)] : ['', '', '']
    const over = helps && (taps > MOST_TAPS || seconds > MOST_SECONDS) ? 'over' : ''
    return `| ${[`\`${cause}\``, right ? 'yes' : '**no**', offered, ...figures, helps ? over : why ?? ''].join(' | ')} |`
  }
  return `# From the page of a parcel to what helps

\`./bench rescue\` wrote this. Each of the ${all.length} causes is put on by the simulator, through the interfaces that everybody has, and
then goes the way of a customer in Chromium: the parcel's page, *Something is wrong?*, the answer, and what it offers first, until that
has helped: the code stands there or arrived, the door opened at the simulator's station, the contact is proven, the case is open. The
phone has 360 x 740 pixels, a processor four times slower than this machine's, 1.6 Mbit/s and 150 ms to the server. The time begins
when the parcel's page is asked for; what a customer needs to read is not in it, and neither is what they typed.

**${right.length} of ${all.length}** have the right answer on top, and **${helped.length}** are put right by what is offered first; **${within.length}** of these with at most
${MOST_TAPS} taps and ${MOST_SECONDS} seconds. The middle one takes ${middle.toFixed(1)} seconds.

| Cause | Right on top | Offered first | Taps | Fields typed | Seconds | |
|---|---|---|---:|---:|---:|---|
${all.map(row).join('\n')}
`
}

export const measured = (found: Measured) => appendFileSync(lines, `${JSON.stringify(found)}\n`)

// Around all of them.
export default function written() {
  rmSync(lines, { force: true })
  return () => writeFileSync(place('../../docs/rescue.md'), report(readFileSync(lines, 'utf8').trim().split('\n').map(line => JSON.parse(line))))
}
