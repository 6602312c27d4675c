import { causes, Story } from '../fixtures/causes.ts'
import { expect, live, test } from '../fixtures/app.ts'
import { put, rescue, rescues } from '../fixtures/rescue.ts'
import { Visit } from '../fixtures/visit.ts'

// Everything that can be wrong with a parcel: put on by the simulator, found by the page, and put right by what it offers first.
for (const [cause, { takes = 0 }] of Object.entries(rescues)) {
  test(cause, async ({ page, browser, enhanced }, { project }) => {
    test.setTimeout(60_000 + takes)
    const visit = new Visit(page, enhanced)
    if (cause === 'door.offline') visit.early = Story.again(JSON.parse(process.env.SILENT_STATIONS!)[project.name])
    try {
      await put(visit, cause, browser)
      await page.goto(visit.story.path)
      if (enhanced) await live(page)
      await rescue(visit)
    } finally {
      await visit.later()
    }
  })
}

test('every cause that the simulator knows has its rescue', async () => {
  expect(Object.keys(rescues).toSorted()).toEqual((await causes()).toSorted())
})
