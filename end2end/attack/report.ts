import { writeFileSync } from 'node:fs'

// What came of it: a row for each thing that was tried.

export interface Row { part: string, what: string, figure: string, bound: string, verdict: 'ok' | 'BROKEN' | 'told' }

export class Report {
  readonly part: string
  readonly rows: Row[]

  constructor(part = '', rows: Row[] = []) {
    this.part = part
    this.rows = rows
  }

  // The rows of one part, among all the others'.
  of = (part: string) => new Report(part, this.rows)

  // Something that must hold.
  check(what: string, figure: string | number, bound: string, holds: boolean) {
    this.#add({ part: this.part, what, figure: `${figure}`, bound, verdict: holds ? 'ok' : 'BROKEN' })
  }

  // A figure without a bound of its own.
  tell(what: string, figure: string | number) {
    this.#add({ part: this.part, what, figure: `${figure}`, bound: '', verdict: 'told' })
  }

  // What must not happen at all: how often it did, and the first few.
  none(what: string, found: string[], tried: number | string) {
    const shown = found.length === 0 ? '' : `: ${[...new Set(found)].slice(0, 4).join('; ')}`
    this.check(what, `${found.length} of ${tried}${shown}`, 'none', found.length === 0)
  }

  broken = () => this.rows.filter(row => row.verdict === 'BROKEN').length

  held = () => this.rows.filter(row => row.verdict === 'ok').length

  #add(row: Row) {
    this.rows.push(row)
    const mark = { ok: 'ok    ', BROKEN: 'BROKEN', told: '      ' }[row.verdict]
    const bound = row.bound ? `   (${row.bound})` : ''
    console.log(`  ${mark}  ${row.part.padEnd(11)}  ${row.what.padEnd(64)}  ${row.figure}${bound}`)
  }

  write(path: string, more: object) {
    writeFileSync(path, `${JSON.stringify({ ...more, ok: this.held(), broken: this.broken(), rows: this.rows }, null, 2)}\n`)
  }
}
