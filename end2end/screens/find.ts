import type { Page } from '@playwright/test'
import { say } from '../fixtures/words.ts'

// The start: tracking number and contact.
export class FindScreen {
  readonly title
  readonly tracking
  readonly contact
  readonly go

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1, name: say('find-title') })
    this.tracking = page.getByRole('textbox', { name: say('find-tracking') })
    this.contact = page.getByRole('textbox', { name: say('find-contact') })
    this.go = page.getByRole('button', { name: say('find-go') })
  }

  open = () => this.page.goto('/')

  async ask(tracking: string, contact: string) {
    await this.open()
    await this.tracking.fill(tracking)
    await this.contact.fill(contact)
    await this.go.click()
  }
}
