import type { Page } from '@playwright/test'
import { say } from '../fixtures/words.ts'

// Where the one-time code is typed.
export class SignInScreen {
  readonly title
  readonly code
  readonly go
  readonly byEmail

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1, name: say('sign-in-title') })
    this.code = page.getByRole('textbox', { name: say('sign-in-code') })
    this.go = page.getByRole('button', { name: say('sign-in-go') })
    this.byEmail = page.getByRole('button', { name: say('sign-in-by', { channel: 'email' }) })
  }

  async prove(code: string) {
    await this.code.fill(code)
    await this.go.click()
  }
}
