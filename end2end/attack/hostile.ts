import { chromium, type BrowserContext, type Page } from '@playwright/test'
import { randomInt } from 'node:crypto'
import { decoders } from '../fixtures/decoders.ts'
import { Inbox } from '../fixtures/inbox.ts'
import { anyAddress } from './http.ts'
import { send } from './operator.ts'
import { Parcel, tokenIn } from './people.ts'
import { never, payloads } from './payloads.ts'
import type { Report } from './report.ts'
import { keep } from './secrets.ts'
import { chromium as program, origin, short } from './settings.ts'

// Hostile texts wherever the interface takes one, looked at on every page in a real browser.

const evil = `<img src=x onerror=attacked(1)>`

// What the browser saw happen that must not.
class Sightings {
  readonly ran: string[] = []
  readonly reports: string[] = []
  readonly dialogs: string[] = []
  readonly errors: string[] = []
  readonly markup: string[] = []
  readonly unisolated: string[] = []
  readonly left: string[] = []
  pages = 0

  async watch(context: BrowserContext) {
    await context.exposeBinding('attacked', ({ page }) => { this.ran.push(page.url()) })
    await context.exposeBinding('reported', (_, what: string) => { this.reports.push(what) })
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', event => {
        const { reported } = window as unknown as { reported: (what: string) => void }
        reported(`${event.violatedDirective} ${event.blockedURI} on ${location.pathname} ${event.sample}`)
      })
    })
    // Nothing leaves this machine.
    await context.route(url => url.host !== new URL(origin).host && /^https?:$/.test(url.protocol), route => {
      this.left.push(route.request().url())
      return route.abort()
    })
    context.on('dialog', dialog => {
      this.dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    context.on('console', message => {
      if (message.type() === 'error' && !/status of [45]\d\d/.test(message.text())) this.errors.push(message.text())
    })
    context.on('weberror', error => this.errors.push(error.error().message))
  }

  // What stands there that no page of ours has.
  async look(page: Page) {
    this.pages++
    const { markup, unisolated } = await page.evaluate(host => {
      const markup: string[] = []
      for (const element of document.querySelectorAll('*')) {
        for (const { name, value } of element.attributes) {
          if (name.startsWith('on') || /^\s*(javascript|data|vbscript):/i.test(value) && /^(href|action|formaction|xlink:href)$/.test(name)) markup.push(`${element.localName} ${name}=${value}`)
          if (/^(href|src|action|formaction)$/.test(name) && /^(https?:)?\/\//.test(value) && new URL(value, location.href).host !== host) markup.push(`${element.localName} ${name}=${value}`)
        }
        if (/^(iframe|object|embed|base|math|template)$/.test(element.localName)) markup.push(element.localName)
        if (element.localName === 'script' && /attacked/.test(element.textContent ?? '')) markup.push('script')
      }
      const unisolated: string[] = []
      const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT)
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const text = node.nodeValue ?? ''
        if (/[\u202A-\u202E]/.test(text) && !node.parentElement?.closest('bdi, [dir]:not(html)') && !/\u2068[^\u2069]*[\u202A-\u202E]/.test(text)) unisolated.push(`${location.pathname}: ${text.slice(0, 40)}`)
      }
      return { markup: markup.map(what => `${what.slice(0, 60)} on ${location.pathname}`), unisolated }
    }, new URL(origin).host)
    this.markup.push(...markup)
    this.unisolated.push(...unisolated)
  }
}

const at = (object: any, path: string[]): any => path.reduce((inner, name) => inner?.[name], object)

// Sends it with the text in as many of its fields as take it, and answers what was refused.
async function planted(write: (fields: any) => Promise<{ status: number, body: any }>, plain: any, fields: string[], text: string): Promise<{ refused: string[], odd: string[], body: any }> {
  const body = structuredClone(plain)
  for (const field of fields) {
    const path = field.split('.')
    at(body, path.slice(0, -1))[path.at(-1)!] = text
  }
  const refused: string[] = []
  for (;;) {
    const answer = await write(body)
    if (answer.status < 300) return { refused, odd: [], body: answer.body }
    const field = `${answer.body.field ?? ''}`.replace(/^data\./, '')
    if (answer.status !== 422 || !fields.includes(field) || refused.includes(field)) return { refused, odd: [`${answer.status} ${JSON.stringify(answer.body)}`.slice(0, 120)], body: answer.body }
    refused.push(field)
    const path = field.split('.')
    const before = at(plain, path)
    if (before === undefined) delete at(body, path.slice(0, -1))[path.at(-1)!]
    else at(body, path.slice(0, -1))[path.at(-1)!] = before
  }
}

const stationFields = ['name', 'address.street', 'address.postcode', 'address.city', 'opening_hours']
const parcelFields = ['merchant', 'order_number']
const eventFields = ['carrier_text', 'carrier_code', 'location', 'substatus', 'incident_reason']

const station = () => ({
  name: 'Hauptbahnhof', address: { street: 'Europaplatz 1', postcode: '10557', city: 'Berlin', country: 'DE' },
  time_zone: 'Europe/Berlin', opening_hours: '24/7', sheltered: true, scanner: true, keypad: true,
  credential: 'x'.repeat(40), compartments: [{ number: '1', column: 1, row: 1 }],
})

interface Planted { id: string, tracking: string, station: string }

async function plant(text: string, recipient: Parcel, refused: Map<string, number>, odd: string[]): Promise<Planted> {
  const note = (found: { refused: string[], odd: string[] }) => {
    for (const field of found.refused) refused.set(field, (refused.get(field) ?? 0) + 1)
    odd.push(...found.odd)
  }
  const id = `H-${randomInt(1e8, 1e9)}`
  note(await planted(fields => send.station(id, fields), station(), stationFields, text))
  const tracking = `05${randomInt(1e9, 9e9)}${randomInt(10, 99)}`
  const announced = await planted(fields => send.parcel(fields), {
    tracking_number: tracking, carrier: 'DHL', merchant: 'Birch & Bloom', station: id,
    recipient: { phone: recipient.phone, email: recipient.email },
  }, parcelFields, text)
  note(announced)
  const occurred_at = new Date().toISOString()
  for (const data of [
    { status: 'in_transit', occurred_at },
    { status: 'available_for_pickup', occurred_at: new Date().toISOString(), station: id, compartment: '1' },
  ]) {
    // `placed_in_locker` and the like are words of ours only when they are ours.
    note(await planted(fields => send.event(fields), { tracking_number: tracking, carrier: 'DHL', ...data }, eventFields, text))
  }
  return { id: announced.body.id, tracking, station: id }
}

export async function hostile(report: Report): Promise<void> {
  const chosen = short ? payloads.filter((_, at) => at % 4 === 1 || at > 27) : payloads
  const recipient = await Parcel.announced()
  const refused = new Map<string, number>()
  const odd: string[] = []
  const parcels: Planted[] = []
  for (const text of chosen) parcels.push(await plant(text, recipient, refused, odd))
  report.none('a hostile text answered otherwise than taken or 422 with its field', odd, `${chosen.length * 12}`)
  report.tell('refused as texts, by field', [...refused].map(([field, count]) => `${field} ${count}`).join(', ') || 'none')
  await mustBeRefused(report, recipient)

  const sightings = new Sightings()
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'] })
  try {
    const context = await browser.newContext({ baseURL: origin, locale: 'en-GB', userAgent: `Mozilla/5.0 ${evil}`, extraHTTPHeaders: { 'x-forwarded-for': anyAddress() } })
    await sightings.watch(context)
    await tour(await context.newPage(), recipient, parcels, sightings)
    await trustedTypes(report, await context.newPage(), sightings)
  } finally {
    await browser.close()
  }
  report.none('executed', sightings.ran, `${sightings.pages} pages`)
  report.none('reports by the content security policy', sightings.reports, `${sightings.pages} pages`)
  report.none('dialogs', sightings.dialogs, `${sightings.pages} pages`)
  report.none('errors in the console', sightings.errors, `${sightings.pages} pages`)
  report.none('requests to elsewhere', sightings.left, `${sightings.pages} pages`)
  report.none('markup that came with a text', sightings.markup, `${sightings.pages} pages`)
  report.none('texts that turn the direction of their neighbours', sightings.unisolated, `${sightings.pages} pages`)
  await messages(report, recipient)
}

async function mustBeRefused(report: Report, recipient: Parcel) {
  const taken: string[] = []
  let tried = 0
  const expect = (field: string, name: string, answer: { status: number, body: any }) => {
    tried++
    // What only decorates an event is cleaned and shortened instead, and a number may be read without its spaces.
    const decoration = ['carrier_text', 'carrier_code', 'location', 'substatus', 'incident_reason'].includes(field) && answer.status === 200
      || field === 'tracking_number' && name === 'a line break' && answer.status < 300
    const told = `${answer.body?.field ?? ''}`.replace(/^data\./, '')
    if (!decoration && !(answer.status === 422 && told === field)) taken.push(`${field} with ${name}: ${answer.status} ${answer.body?.field ?? ''}`)
  }
  const put = (plain: any, field: string, text: string) => {
    const body = structuredClone(plain)
    const path = field.split('.')
    at(body, path.slice(0, -1))[path.at(-1)!] = text
    return body
  }
  for (const [name, text] of never) {
    for (const field of stationFields) expect(field, name, await send.station(`H-${randomInt(1e8, 1e9)}`, put(station(), field, text)))
    const parcel = { tracking_number: `05${randomInt(1e9, 9e9)}`, carrier: 'DHL', merchant: 'M', recipient: { phone: recipient.phone } }
    for (const field of [...parcelFields, 'carrier', 'tracking_number', 'station', 'recipient.phone', 'recipient.email']) {
      expect(field, name, await send.parcel(put({ ...parcel, recipient: { phone: recipient.phone } }, field, text)))
    }
    const event = { tracking_number: recipient.tracking, carrier: 'DHL', status: 'in_transit', occurred_at: new Date().toISOString() }
    for (const field of [...eventFields, 'status', 'station', 'compartment']) expect(field, name, await send.event(put(event, field, text)))
  }
  report.none('NUL, line breaks, control characters, 5,000 letters not refused by field', taken, tried)
}

async function tour(page: Page, recipient: Parcel, parcels: Planted[], sightings: Sightings) {
  const visit = async (path: string) => {
    await page.goto(path)
    await page.waitForLoadState('load')
    await sightings.look(page)
  }
  for (const path of ['/', '/message', '/help', '/privacy', `/?problem=${encodeURIComponent(evil)}`, `/?problem=slip-${encodeURIComponent('"><img>')}`,
    `/l/${encodeURIComponent(evil)}`, `/u/${encodeURIComponent(evil)}`, `/parcels/${encodeURIComponent(evil)}`, `/no/${encodeURIComponent(evil)}`,
    `/contacts/changes/${encodeURIComponent(evil)}`, '/#<img src=x onerror=attacked(1)>']) await visit(path)

  // The link of a message; its page names the merchant.
  const inbox = new Inbox(recipient.phone)
  let token = ''
  while (!token) {
    const message = await inbox.next()
    if (/\/l\//.test(message.body)) token = tokenIn(message)
  }
  await visit(`/l/${token}`)
  await page.locator('form[action="/api/enter"] button').click()
  await page.waitForURL(/\/parcels/)
  await sightings.look(page)
  for (const path of ['/parcels', '/contacts', '/account']) await visit(path)
  for (const parcel of parcels) {
    await visit(`/parcels/${parcel.id}`)
    if (short && parcels.indexOf(parcel) % 3 > 0) continue
    await visit(`/parcels/${parcel.id}/code`)
    const show = page.locator('form[action="/api/reveal"] button').first()
    if (await show.isVisible().catch(() => false)) {
      await show.click()
      const symbol = page.getByRole('img', { name: /QR/ }).first()
      const shown = await symbol.waitFor({ timeout: 5_000 }).then(() => true, () => false)
      await sightings.look(page)
      if (shown) {
        const payload = await decoders.jsqr(await page.screenshot()).catch(() => undefined)
        if (payload) keep('QR payload', payload)
      }
    }
  }
  // What was typed and comes back.
  for (const [path, field, form] of [['/contacts', 'address', 'change_contact']] as const) {
    await visit(path)
    const input = page.locator(`form[action="/api/${form}"] input[name="${field}"]`).last()
    await page.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = true }))
    if (await input.isVisible().catch(() => false)) {
      await input.fill(evil)
      await input.press('Enter')
      await page.waitForTimeout(500)
      await sightings.look(page)
    }
  }
  await visit('/account')
}

async function trustedTypes(report: Report, page: Page, sightings: Sightings) {
  const answer = await page.goto('/parcels')
  const policy = answer?.headers()['content-security-policy'] ?? ''
  const names = /(?:^|;)\s*trusted-types ([^;]*)/.exec(policy)?.[1]?.trim().split(/\s+/) ?? []
  report.check('Trusted Types are required', /require-trusted-types-for 'script'/.test(policy) ? 'yes' : 'no', 'yes', /require-trusted-types-for 'script'/.test(policy))
  report.check('policies that may be made', names.join(' ') || 'any', 'one by name',
    names.filter(name => name !== "'none'").length <= 1 && names.length > 0 && !names.includes('*') && !names.includes("'allow-duplicates'"))
  // What we do ourselves here is reported, too, and not counted.
  const before = { reports: sightings.reports.length, errors: sightings.errors.length, ran: sightings.ran.length }
  // Later, and not at once: what a debugger evaluates itself may do more than a page.
  const outcomes = await page.evaluate(() => new Promise<Record<string, string>>(told => setTimeout(() => {
    const outcomes: Record<string, string> = {}
    const attempt = (name: string, work: () => unknown) => {
      try {
        work()
        outcomes[name] = 'done'
      } catch (error) {
        outcomes[name] = (error as Error).name
      }
    }
    attempt('innerHTML', () => { document.createElement('div').innerHTML = '<b>x</b>' })
    attempt('script.src', () => { document.createElement('script').src = '/x.js' })
    attempt('eval', () => (0, eval)('1'))
    attempt('DOMParser', () => new DOMParser().parseFromString('<b>x</b>', 'text/html'))
    attempt('a policy of the attacker', () => (window as any).trustedTypes.createPolicy('evil', { createHTML: (text: string) => text }))
    told(outcomes)
  })))
  await page.waitForTimeout(100)
  sightings.reports.length = before.reports
  sightings.errors.length = before.errors
  const done = Object.entries(outcomes).filter(([, outcome]) => outcome === 'done').map(([name]) => name)
  report.none('sinks that take a plain text, policies that anybody makes', done, Object.keys(outcomes).length)
}

// A name that looks like an address must not become one in a message.
async function messages(report: Report, recipient: Parcel) {
  const linked: string[] = []
  let count = 0
  for (const to of [recipient.phone, recipient.email]) {
    const response = await fetch(`${process.env.SIMULATOR_URL}/api/messages?${new URLSearchParams({ to, wait: '0' })}`)
    for (const message of (await response.json()).messages) {
      count++
      const [found] = /\S*evil\.example\S*/.exec(`${message.subject ?? ''} ${message.body}`) ?? []
      if (found) linked.push(`${message.channel}: ${found}`)
    }
  }
  report.none('messages with a foreign address that a phone would make a link', linked, count)
}
