import type { Page } from '@playwright/test'
import { say } from '../fixtures/words.ts'

// The customer's parcels.
export class ParcelsScreen {
  readonly title
  readonly rows
  readonly signOut

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1 })
    this.rows = page.locator('main a.door').filter({ hasText: /Birch & Bloom/ })
    this.signOut = page.getByRole('button', { name: say('frame-sign-out') })
  }

  open = () => this.page.goto('/parcels')
}
