import type { Page } from '@playwright/test'
import { say } from '../fixtures/words.ts'

// The code of one parcel.
export class CodeScreen {
  readonly show
  readonly symbol
  readonly digits
  readonly opened

  constructor(readonly page: Page) {
    this.show = page.getByRole('button', { name: say('code-show') })
    this.symbol = page.getByRole('img', { name: say('code-symbol') })
    // Read out one by one.
    this.digits = page.getByRole('img', { name: /^\d \d \d, \d \d \d$/ })
    this.opened = page.getByRole('heading', { level: 1, name: say('parcel-headline', { standing: 'collected' }) })
  }

  // The digits as they stand there.
  async shownDigits(): Promise<string> {
    return (await this.digits.innerText()).replace(/\s/g, '')
  }
}
