import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { defineConfig } from '@playwright/test'

// The browser that scripts/setup found or installed.
const chromium = execFileSync('bash', ['-c', 'source scripts/env && find_chromium'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  encoding: 'utf8',
}).trim()

export default defineConfig({
  testDir: 'tests',
  globalSetup: './fixtures/world.ts',
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/results.json' }]],
  use: {
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  // A spec named *.js.spec.ts is about what the client adds. Two of them make their own screens or need no other; how the
  // phone gets on with what is wrong is measured (`./bench rescue`).
  projects: [
    { name: 'js', use: { viewport: { width: 1280, height: 800 } } },
    { name: 'no-js', use: { viewport: { width: 1280, height: 800 }, javaScriptEnabled: false }, testIgnore: '**/*.js.spec.ts' },
    { name: 'phone', use: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 3, hasTouch: true, isMobile: true }, testIgnore: ['**/symbol.js.spec.ts', '**/demonstration.js.spec.ts', '**/rescue.spec.ts'] },
  ],
})
