import { access } from './access.ts'
import { crossSite } from './cross-site.ts'
import { described } from './described.ts'
import { doors } from './doors.ts'
import { enumeration } from './enumeration.ts'
import { forgeries } from './forgeries.ts'
import { guesses } from './guesses.ts'
import { hostile } from './hostile.ts'
import { leaks } from './leaks.ts'
import { Report } from './report.ts'
import { slow } from './slow.ts'
import { seed, short, state } from './settings.ts'

const parts: Record<string, (report: Report) => Promise<void>> = {
  guesses: async report => {
    await guesses(report)
    await doors(report)
  },
  enumeration,
  access,
  'cross-site': crossSite,
  hostile,
  forgeries,
  described,
  slow,
  leaks,
}

const wanted = process.argv.slice(2)
const report = new Report()
const began = Date.now()
console.log(`\n  ${short ? 'Short form' : 'Full form'}, seed ${seed}\n`)

async function carryOut(name: string): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name)) return
  const start = Date.now()
  const rows = report.of(name)
  try {
    await parts[name](rows)
  } catch (error) {
    rows.check('could be carried out to its end', error instanceof Error ? `${error.message} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : `${error}`, 'yes', false)
  }
  console.log(`          ${name} took ${((Date.now() - start) / 1000).toFixed(1)} s`)
}

// One after another, so that none colours another's times. In the short form what mostly waits for connections to be
// closed goes on beside what takes no times.
for (const name of ['guesses', 'enumeration']) await carryOut(name)
const waiting = short ? carryOut('slow') : undefined
for (const name of ['access', 'cross-site', 'hostile', 'forgeries', 'described']) await carryOut(name)
await (waiting ?? carryOut('slow'))
await carryOut('leaks')
const seconds = Math.round((Date.now() - began) / 1000)
report.write(`${state}/results.json`, { form: short ? 'short' : 'full', seed, seconds })
console.log(`\n  ${report.held()} ok, ${report.broken()} BROKEN, in ${seconds} s. The figures: ${state}/results.json\n`)
process.exit(report.broken() > 0 ? 1 : 0)
