import type { Page } from '@playwright/test'

// The start: tracking number and contact.
export class FindScreen {
  readonly title
  readonly tracking
  readonly contact
  readonly go

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1, name: 'Parcel in a locker?' })
    this.tracking = page.getByRole('textbox', { name: 'Tracking number' })
    this.contact = page.getByRole('textbox', { name: 'Your mobile number or e-mail' })
    this.go = page.getByRole('button', { name: 'Continue' })
  }

  open = () => this.page.goto('/')

  async ask(tracking: string, contact: string) {
    await this.open()
    await this.tracking.fill(tracking)
    await this.contact.fill(contact)
    await this.go.click()
  }
}
