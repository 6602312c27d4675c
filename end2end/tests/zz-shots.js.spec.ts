import { order } from '../fixtures/faults.ts'
import { codeIn, Inbox, linkIn, undoLinkIn } from '../fixtures/inbox.ts'
import { expect, live, Parcel, test } from '../fixtures/app.ts'
import { ContactsScreen } from '../screens/contacts.ts'
import { LinkScreen } from '../screens/link.ts'
for (const colorScheme of ['light', 'dark'] as const) for (const [name, width, height] of [['phone', 360, 740], ['desk', 1280, 800]] as const)
  test(`shots ${name} ${colorScheme}`, async ({ browser }) => {
    test.setTimeout(120_000)
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, baseURL: process.env.DOORCODE_URL, permissions: ['notifications'], extraHTTPHeaders: { 'x-forwarded-for': `10.9.${width % 250}.${colorScheme.length}` } })
    const page = await context.newPage()
    const shot = async (n: string) => { await page.waitForTimeout(400); await page.screenshot({ path: `/tmp/shots/c-${n}-${name}-${colorScheme}.png`, fullPage: true }) }
    const parcel = await Parcel.announced()
    await order('sms', parcel.phone, { mode: 'undelivered', code: '30005' })
    await parcel.place()
    const mail = await parcel.mail.next()
    await new LinkScreen(page).enter(linkIn(mail))
    await shot('1parcel')
    await page.goto('/contacts'); await live(page); await shot('2contacts')
    const contacts = new ContactsScreen(page)
    await contacts.address.fill('kim@gmial.com'); await page.getByRole('button', { name: 'Add it' }).click(); await page.waitForTimeout(800); await shot('3slip')
    const phone = `+49171${Math.floor(2_000_000 + Math.random() * 7_999_999)}`
    const sms = new Inbox(phone)
    await contacts.change(new RegExp(`••• ${parcel.phone.slice(-2)}$`), phone)
    await expect(page.getByRole('textbox', { name: 'The 6 digits' })).toBeVisible(); await shot('4prove')
    await contacts.prove('000000'); await page.waitForTimeout(800); await shot('4wrong')
    await page.goto('/contacts'); await live(page); await shot('5pending')
    await page.getByRole('link', { name: 'Enter the digits' }).click(); await contacts.prove(codeIn(await sms.next()))
    await expect(page.getByRole('heading', { name: 'One more proof' })).toBeVisible(); await shot('6confirm')
    await page.goto('/contacts'); await live(page); await shot('7waits')
    await page.goto('/account'); await live(page); await shot('8account')
    await parcel.mail.next(); 
    let notice = await new Inbox(parcel.email).next(); for (let i = 0; i < 4 && !/\/u\//.test(notice.body); i++) notice = await parcel.mail.next().catch(() => notice)
    await context.clearCookies()
    if (/\/u\//.test(notice.body)) { await page.goto(undoLinkIn(notice)); await shot('9undo'); await page.getByRole('button', { name: 'Undo it' }).click(); await expect(page.getByRole('heading', { name: 'It is undone' })).toBeVisible(); await shot('9undone') }
    await context.close()
  })
