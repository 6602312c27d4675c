import type { Page } from '@playwright/test'

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
    this.show = page.getByRole('button', { name: 'Show my code' })
    const again = page.getByRole('form', { name: 'Send it again' })
    this.sendSms = again.getByRole('button', { name: /^By SMS/ })
    this.sendEmail = again.getByRole('button', { name: /^By e-mail/ })
    this.sent = section(page, 'Where your code went').getByRole('listitem')
    this.history = section(page, 'How it came here').getByRole('listitem')
  }
}
