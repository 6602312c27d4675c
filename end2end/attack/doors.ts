import { ask, type Answer } from './http.ts'
import { keep } from './secrets.ts'
import { instance, many, placed, tally, wrong } from './people.ts'
import type { Report } from './report.ts'
import { short } from './settings.ts'

// Guesses at a station's keypad, by somebody who holds the station's credential.

// Five at one keypad or scanner; of all keypads of a station together, so many.
const STATION_TRIES = 32

export const unlock = (number: number, station: { id: string, credential: string }, body: object): Promise<Answer> =>
  ask(instance(number), `/api/v1/stations/${station.id}/unlock`, {
    method: 'POST', body: JSON.stringify(body),
    headers: { authorization: `Bearer ${station.credential}`, 'content-type': 'application/json' },
  })

export async function doors(report: Report): Promise<void> {
  const one = await placed()
  const same = await many(64, 64, number => unlock(number, one.parcel.station, { digits: wrong(one.digits, number + 1), caller: 'k1' }))
  const refused = same.filter(answer => answer.status === 403).length
  report.check('64 wrong digits at once at one keypad', tally(same.map(a => a.status)), 'exactly 5 compared', refused === 5)
  const locked = await unlock(1, one.parcel.station, { digits: one.digits, caller: 'k1' })
  report.check('the right digits while it is locked', locked.status, '429 with Retry-After',
    locked.status === 429 && Number(locked.headers['retry-after']) > 0)

  const two = await placed()
  const count = short ? 200 : 1_000
  const named = await many(count, 32, number =>
    unlock(number, two.parcel.station, { digits: wrong(two.digits, number + 1), caller: `c${number}` }))
  const compared = named.filter(answer => answer.status === 403).length
  report.check(`${count} wrong digits, a new caller each time`, tally(named.map(a => a.status)), `at most ${STATION_TRIES} compared`, compared <= STATION_TRIES)

  const three = await placed()
  const right = await many(64, 64, number => unlock(number, three.parcel.station, { digits: three.digits, caller: `c${number % 4}` }))
  const opened = right.filter(answer => answer.status === 200).length
  report.check('64 right digits at once', tally(right.map(a => a.status)), 'opens once', opened === 1)

  // S2, S1.
  const four = await placed()
  const six = await many(6, 6, number => unlock(number, four.parcel.station, { digits: four.digits, attempt: 'boot-1' }))
  const answers = six.map(answer => answer.status)
  report.check('the same attempt six times at once', tally(answers), 'opens, equal answers or 409',
    answers.includes(200) && answers.every(status => status === 200 || status === 409))
  const five = await placed()
  await unlock(0, five.parcel.station, { digits: five.digits, attempt: 'boot-1' })
  const again = await unlock(1, five.parcel.station, { digits: wrong(five.digits), attempt: 'boot-1' })
  report.check('other digits under the name of an attempt that opened', again.status, 'never opens', again.status >= 400)
  keep('ended digits', three.digits)
  keep('ended digits', five.digits)
}
