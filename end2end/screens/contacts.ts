import type { Locator, Page } from '@playwright/test'
import { say } from '../fixtures/words.ts'

// How the customer is reached.
export class ContactsScreen {
  readonly title
  readonly address

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1, name: say('contacts-title') })
    this.address = page.getByRole('textbox', { name: say('contacts-add-label') })
  }

  open = () => this.page.goto('/contacts')

  // The card of one contact, by how it is written there.
  card = (shown: string | RegExp): Locator =>
    this.page.locator('section.card').filter({ has: this.page.getByRole('heading', { level: 2, name: shown }) })

  // Puts another number or address in the place of one.
  async change(shown: string | RegExp, to: string) {
    const card = this.card(shown)
    const field = card.getByRole('textbox', { name: say('contacts-change-label') })
    if (!await field.isVisible()) await card.locator('summary').click()
    await field.fill(to)
    await card.getByRole('button', { name: say('contacts-change-go') }).click()
  }

  async prove(code: string) {
    await this.page.getByRole('textbox', { name: say('prove-code') }).fill(code)
    await this.page.getByRole('button', { name: say('sign-in-go') }).click()
  }
}
