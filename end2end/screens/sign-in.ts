import type { Page } from '@playwright/test'

// Where the one-time code is typed.
export class SignInScreen {
  readonly title
  readonly code
  readonly go
  readonly byEmail

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1, name: 'Enter the digits' })
    this.code = page.getByRole('textbox', { name: 'Sign-in code' })
    this.go = page.getByRole('button', { name: 'Continue' })
    this.byEmail = page.getByRole('button', { name: 'By e-mail' })
  }

  async prove(code: string) {
    await this.code.fill(code)
    await this.go.click()
  }
}
