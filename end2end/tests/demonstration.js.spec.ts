import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from '../fixtures/app.ts'
import { CodeScreen } from '../screens/code.ts'
import { FindScreen } from '../screens/find.ts'
import { ParcelScreen } from '../screens/parcel.ts'
import { SignInScreen } from '../screens/sign-in.ts'

// What a newcomer does after `./run`, with nothing but what it prints.
test('a stranger opens a locker of the demonstration', async ({ page, stranger: outside }) => {
  const simulator = fileURLToPath(new URL('../../target/doorcode/simulator', import.meta.url))
  const printed = execFileSync(simulator, ['demo'], { encoding: 'utf8' })
  const tracking = /^\s*(\w+) +waits in the locker/m.exec(printed)![1]
  const phone = /Sign in with a tracking number and (\+[\d ]+) or/.exec(printed)![1].trim()
  const [find, signIn, screen, code] = [new FindScreen(page), new SignInScreen(page), new ParcelScreen(page), new CodeScreen(page)]

  await find.ask(tracking, phone)
  await expect(signIn.title).toBeVisible()
  // Others get messages meanwhile.
  const to = encodeURIComponent(phone.replaceAll(' ', ''))
  await outside.goto(`${process.env.SIMULATOR_URL}/?to=${to}`)
  const message = outside.getByRole('article').filter({ hasText: 'sign-in code' }).first()
  await signIn.prove(/(\d{6}) is your/.exec(await message.innerText())![1])
  await screen.show.click()
  await expect(code.symbol).toBeVisible()

  await outside.goto(`${process.env.SIMULATOR_URL}/stations/BER-042`)
  await outside.getByRole('textbox', { name: 'Type your code' }).fill(await code.shownDigits())
  await outside.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(outside.getByText(/^Door \d+ is open$/)).toBeVisible()
  await expect(code.opened).toBeVisible()
})
