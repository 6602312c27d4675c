import type { Page } from '@playwright/test'
import { say } from '../fixtures/words.ts'

// The account: passkeys, devices, and what happened.
export class AccountScreen {
  readonly title
  readonly add
  readonly prove
  readonly passkeys
  readonly devices
  readonly deeds

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1, name: say('account-title') })
    this.add = page.getByRole('button', { name: say('passkeys-add') })
    this.prove = page.getByRole('button', { name: say('passkeys-prove') })
    this.passkeys = page.locator('#passkeys li')
    this.devices = page.locator('#devices li')
    this.deeds = page.locator('#deeds li')
  }

  open = () => this.page.goto('/account')
}
