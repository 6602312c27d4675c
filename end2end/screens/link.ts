import type { Page } from '@playwright/test'
import { say } from '../fixtures/words.ts'

// Behind the link of a message.
export class LinkScreen {
  readonly go

  constructor(readonly page: Page) {
    this.go = page.getByRole('button', { name: say('link-go') })
  }

  async enter(link: string) {
    await this.page.goto(link)
    await this.go.click()
  }
}
