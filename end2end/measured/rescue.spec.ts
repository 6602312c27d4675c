import { stripVTControlCharacters } from 'node:util'
import { Story } from '../fixtures/causes.ts'
import { live, test } from '../fixtures/app.ts'
import { put, rescue, rescues } from '../fixtures/rescue.ts'
import { Visit } from '../fixtures/visit.ts'
import { measured, type Measured } from './report.ts'

// How far it is from the page of a parcel to what helps: a processor four times slower, 1.6 Mbit/s, 150 ms.
async function phone(visit: Visit) {
  const session = await visit.page.context().newCDPSession(visit.page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8,
  })
}

for (const [cause, { takes = 0 }] of Object.entries(rescues)) {
  test(cause, async ({ page, browser }) => {
    test.setTimeout(90_000 + takes)
    const visit = new Visit(page, true, 20_000)
    if (cause === 'door.offline') visit.early = Story.again(JSON.parse(process.env.SILENT_STATIONS!).measured)
    const found: Measured = { cause, right: false, helps: false, taps: 0, typed: 0, seconds: 0, offered: '' }
    try {
      await put(visit, cause, browser)
      await phone(visit)
      const began = Date.now()
      await page.goto(visit.story.path)
      await live(page)
      await rescue(visit, async () => {
        found.right = true
        found.offered = (await visit.offers()).replace(/\s+/g, ' ')
      })
      Object.assign(found, { helps: true, taps: visit.taps, typed: visit.typed, seconds: (Date.now() - began) / 1_000 })
    } catch (error) {
      found.why ??= stripVTControlCharacters(`${error}`).split('\n')[0]
    } finally {
      await visit.later()
    }
    measured(found)
  })
}
