import { readFileSync } from 'node:fs'
import { decoders } from '../fixtures/decoders.ts'
import { codeIn, linkIn } from '../fixtures/inbox.ts'
import { expect, live, test } from '../fixtures/app.ts'
import { CodeScreen } from '../screens/code.ts'
import { FindScreen } from '../screens/find.ts'
import { ParcelScreen } from '../screens/parcel.ts'
import { SignInScreen } from '../screens/sign-in.ts'
import { say } from '../fixtures/words.ts'

test('a parcel is announced, placed, and collected with the code from a screenshot', async ({ page, parcel, enhanced }) => {
  const [find, signIn, screen, code] = [new FindScreen(page), new SignInScreen(page), new ParcelScreen(page), new CodeScreen(page)]
  // With the client the page changes by itself; without it, when it is loaded again.
  const changes = () => enhanced ? live(page) : page.reload()

  await parcel.depart()
  await find.ask(parcel.tracking, parcel.phone)
  await expect(signIn.title).toBeVisible()
  const oneTime = codeIn(await parcel.sms.next())
  await signIn.prove(oneTime)
  await expect(page).toHaveURL(parcel.path)
  await expect(screen.headline).toHaveText(say('parcel-headline', { standing: 'on-its-way' }))
  await expect(screen.show).toHaveCount(0)
  await expect(screen.sendSms).toHaveCount(0)

  if (enhanced) await live(page)
  await parcel.place()
  const message = await parcel.sms.next()
  const [sms, link] = [codeIn(message), linkIn(message)]
  await changes()
  await expect(screen.headline).toHaveText(say('parcel-headline', { standing: 'ready' }))

  // Going to the code does not show it; asking for it does.
  await page.goto(`${parcel.path}/code`)
  await expect(code.show).toBeVisible()
  await expect(code.symbol).toHaveCount(0)
  await expect(code.digits).toHaveCount(0)
  await page.goBack()
  await screen.show.click()
  await expect(code.symbol).toBeVisible()
  await expect(page).toHaveURL(`${parcel.path}/code`)
  expect(await code.shownDigits()).toBe(sms)

  // As a scanner does, until nothing of the page before fades into it any more.
  let jsqr: string | undefined
  await expect(async () => {
    const picture = await page.screenshot()
    jsqr = await decoders.jsqr(picture)
    expect(jsqr).toMatch(/^[0-9A-Z]{1,29}$/)
    expect(await decoders.zbar(picture)).toBe(jsqr)
  }).toPass()

  if (enhanced) await live(page)
  const opened = await parcel.station.scan(jsqr!)
  expect([opened.status, opened.body]).toMatchObject([200, { result: 'open', compartment: parcel.compartment }])
  await changes()
  await expect(code.opened).toBeVisible()
  await expect(code.symbol).toHaveCount(0)
  await expect(code.digits).toHaveCount(0)

  await page.goto(parcel.path)
  await expect(screen.headline).toHaveText(say('parcel-headline', { standing: 'collected' }))
  expect((await parcel.station.scan(jsqr!)).status).toBe(403)

  const log = readFileSync(process.env.DOORCODE_SERVER_LOG!, 'utf8')
  for (const secret of [sms, `${sms.slice(0, 3)} ${sms.slice(3)}`, jsqr!, oneTime, link.split('/').at(-1)!, parcel.phone, parcel.email]) {
    expect(log.includes(secret), 'a secret in the log').toBe(false)
  }
})

test('the parcel page turns to collected while the customer looks at it', async ({ page, parcel, enhanced }) => {
  const screen = new ParcelScreen(page)
  await parcel.place()
  const message = await parcel.sms.next()
  await page.goto(linkIn(message))
  await page.getByRole('button', { name: say('link-go') }).click()
  await expect(screen.headline).toHaveText(say('parcel-headline', { standing: 'ready' }))
  if (enhanced) await live(page)
  expect((await parcel.station.type(codeIn(message))).status).toBe(200)
  if (!enhanced) await page.reload()
  await expect(screen.headline).toHaveText(say('parcel-headline', { standing: 'collected' }))
})
