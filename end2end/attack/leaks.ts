import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import type { Report } from './report.ts'
import { all, gather, keep } from './secrets.ts'
import { later } from './people.ts'
import { database, firstPid, installed, logs, metrics, pgDump, secondPid, state } from './settings.ts'

// Whether a secret of this run stands anywhere afterwards: in a dump of the database, in the logs, in the metrics,
// and, for codes that have ended, in the programs' memory.
//
// Tokens, payloads and keys are long enough that none stands there by chance: one is too many. Six digits do: times
// have microseconds, and numbers count up. So times are taken out, digits have to stand as a word of their own, and
// as many digits that were never anybody's are looked for beside them: what is found more often than those, is there.

const PREFIX = 8

export async function leaks(report: Report): Promise<void> {
  // The last messages, and what is written when a code ends.
  await later(1_500)
  await gather()
  for (const [name, value] of installed) {
    for (const part of value.split(/[,\s]+/)) keep(`installed ${name}`, part.replace(/^.*(?:whsec_|:)/, ''))
  }
  const kept = all()
  const words = kept.filter(({ kind }) => !/digits|contact/.test(kind)).flatMap(({ kind, values }) => values.filter(value => value.length >= 16).map(value => ({ kind, value })))
  const contacts = kept.filter(({ kind }) => kind === 'contact').flatMap(({ values }) => values.map(value => ({ kind: 'contact', value })))
  const digits = kept.filter(({ kind }) => /digits/.test(kind)).flatMap(({ values }) => values)
  const strangers = new Set(digits)
  const control = digits.map(code => {
    for (;;) {
      const drawn = `${randomInt(10 ** (code.length - 1), 10 ** code.length)}`
      if (!strangers.has(drawn)) return drawn
    }
  })
  report.tell('secrets looked for', kept.map(({ kind, values }) => `${values.length} × ${kind.replace('installed ', '')}`).join(', '))

  const dump = `${state}/dump.sql`
  execFileSync(pgDump, ['--no-owner', '--file', dump, database], { stdio: ['ignore', 'ignore', 'pipe'] })
  const dumped = readFileSync(dump, 'latin1')
  judge(report, `the database's dump (${(dumped.length / 2 ** 20).toFixed(0)} MiB)`, dumped, words, digits, control)
  // Columns of bytes, as the text they may hold, and what a token's own bytes would be.
  const bytes = [...dumped.matchAll(/\\\\x([0-9a-f]{16,})/g)].map(([, hex]) => Buffer.from(hex, 'hex').toString('latin1')).join('\n')
  const decoded = words.flatMap(({ kind, value }) => [{ kind, value }, { kind: `${kind}, decoded`, value: Buffer.from(value, 'base64').toString('latin1') }]).filter(({ value }) => value.length >= 12)
  report.none('secrets in the dump\'s columns of bytes', found(bytes, decoded), words.length)

  const logged = logs.map(path => readFileSync(path, 'latin1')).join('\n')
  judge(report, `the logs (${(logged.length / 2 ** 20).toFixed(1)} MiB)`, logged, [...words, ...contacts], digits, control)
  const measured = (await Promise.all(metrics.map(async address => (await fetch(`${address}/metrics`)).text()))).join('\n')
  judge(report, 'the metrics', measured, [...words, ...contacts], digits, control)
  report.none('panics in the logs', logged.match(/panicked at[^"]*/g) ?? [], `${logs.length} logs`)
  await memory(report)
}

// Which of the secrets stand in the text, as a part of whatever.
function found(text: string, secrets: { kind: string, value: string }[]): string[] {
  const byPrefix = new Map<string, { kind: string, value: string }[]>()
  for (const secret of secrets) {
    const prefix = secret.value.slice(0, PREFIX)
    byPrefix.set(prefix, [...byPrefix.get(prefix) ?? [], secret])
  }
  const seen = new Set<string>()
  const kinds: string[] = []
  for (let at = 0; at + PREFIX <= text.length; at++) {
    for (const { kind, value } of byPrefix.get(text.slice(at, at + PREFIX)) ?? []) {
      if (!seen.has(value) && text.startsWith(value, at)) {
        seen.add(value)
        kinds.push(kind)
      }
    }
  }
  return kinds
}

function judge(report: Report, where: string, text: string, secrets: { kind: string, value: string }[], digits: string[], control: string[]) {
  report.none(`secrets in ${where}`, found(text, secrets), secrets.length)
  const plain = text
    .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(\+00|Z)?/g, ' ')
    .replace(/\\\\x[0-9a-f]+/g, ' ')
  const standing = new Map<string, number>()
  for (const [word] of plain.matchAll(/(?<![\w.+/=-])\d{3} ?\d{3}(?:\d\d)?(?![\w.+/=-])/g)) standing.set(word.replace(' ', ''), (standing.get(word.replace(' ', '')) ?? 0) + 1)
  const count = (codes: string[]) => codes.filter(code => standing.has(code)).length
  const [ours, chance] = [count(digits), count(control)]
  report.check(`digits as words in ${where}`, `${ours} of ${digits.length} codes; ${chance} of as many that were never anybody's`,
    'no more than chance has', ours <= chance + 3 * Math.sqrt(chance + 1))
}

// What a code leaves behind in memory once it has ended. It is told, not judged: freed memory is not wiped.
async function memory(report: Report) {
  const ended = all().find(({ kind }) => kind === 'ended digits')?.values ?? []
  const payloads = all().find(({ kind }) => kind === 'QR payload')?.values ?? []
  if (ended.length + payloads.length === 0) return report.tell('codes that ended, in memory', 'none was kept')
  const counts = new Map([...ended, ...payloads].map(code => [code, 0]))
  let bytes = 0
  for (const pid of [firstPid, secondPid]) {
    let memory: number
    try {
      memory = openSync(`/proc/${pid}/mem`, 'r')
    } catch {
      return report.tell('codes that ended, in memory', 'the memory cannot be read here')
    }
    for (const [, from, until] of readFileSync(`/proc/${pid}/maps`, 'utf8').matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw-p /gm)) {
      const [start, end] = [parseInt(from, 16), parseInt(until, 16)]
      for (let at = start; at < end; at += 2 ** 24) {
        const part = Buffer.alloc(Math.min(2 ** 24, end - at))
        let read = 0
        try {
          read = readSync(memory, part, 0, part.length, at)
        } catch {
          continue
        }
        bytes += read
        for (const code of counts.keys()) {
          for (let place = part.indexOf(code, 0, 'latin1'); place >= 0; place = part.indexOf(code, place + 1, 'latin1')) {
            const alone = (offset: number) => !(part[offset] >= 0x30 && part[offset] <= 0x39)
            if (alone(place - 1) && alone(place + code.length)) counts.set(code, counts.get(code)! + 1)
          }
        }
      }
    }
    closeSync(memory)
  }
  const some = [...counts].filter(([, count]) => count > 0)
  report.tell('codes that ended, and QR payloads, in the memory of both instances',
    `${some.length} of ${counts.size} still somewhere in ${(bytes / 2 ** 20).toFixed(0)} MiB (${some.reduce((sum, [, count]) => sum + count, 0)} places; digits may stand there by chance)`)
}
