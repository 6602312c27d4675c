import type { Page } from '@playwright/test'
import { say } from '../fixtures/words.ts'

const section = (page: Page, title: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: title }) })

// One parcel.
export class ParcelScreen {
  readonly headline
  readonly show
  readonly sendSms
  readonly sendEmail
  readonly sent
  readonly history

  constructor(readonly page: Page) {
    this.headline = page.getByRole('heading', { level: 1 })
    this.show = page.getByRole('button', { name: say('parcel-show') })
    const again = page.getByRole('form', { name: say('parcel-again') })
    this.sendSms = again.getByRole('button', { name: say('sign-in-by', { channel: 'sms' }) })
    this.sendEmail = again.getByRole('button', { name: say('sign-in-by', { channel: 'email' }) })
    this.sent = section(page, say('parcel-messages')).getByRole('listitem')
    this.history = section(page, say('parcel-history')).getByRole('listitem')
  }
}
