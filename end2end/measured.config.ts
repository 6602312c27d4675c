import { defineConfig } from '@playwright/test'
import tests from './playwright.config.ts'

// What is measured at the browser: one after the other, on the phone that the figures are for.
export default defineConfig({
  ...tests,
  testDir: 'measured',
  globalSetup: ['./fixtures/world.ts', './measured/report.ts'],
  workers: 1,
  retries: 0,
  reporter: 'line',
  projects: [{ ...tests.projects!.find(({ name }) => name === 'phone')!, name: 'measured', testIgnore: [] }],
})
