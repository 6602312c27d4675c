import type { Page } from '@playwright/test'

// Behind the link of a message.
export class LinkScreen {
  readonly go

  constructor(readonly page: Page) {
    this.go = page.getByRole('button', { name: 'Open my parcel' })
  }

  async enter(link: string) {
    await this.page.goto(link)
    await this.go.click()
  }
}
