import { defineConfig, devices } from '@playwright/test';
import { chromiumExecutable } from '../browser/chromium.ts';

// Not the environment: the JSON report would write all of it down. The browser inherits it.
const { path, args } = await chromiumExecutable();

/** The shop's suite: a small but real one, whose reports the sandbox Empirical API hands out. */
export default defineConfig({
  testDir: 'specs',
  outputDir: '../../node_modules/.cache/shop-suite',
  retries: 1,
  workers: 2,
  timeout: 5_000,
  expect: { timeout: 1_000 },
  reporter: [['json']],
  use: {
    baseURL: 'http://shop.example',
    screenshot: 'only-on-failure',
    actionTimeout: 1_500,
    launchOptions: { executablePath: path, args },
  },
  projects: [
    { name: 'chromium', use: devices['Desktop Chrome'] },
    {
      name: 'chromium-mobile',
      use: devices['Pixel 7'],
      testIgnore: '**/invoices.spec.ts',
      grepInvert: /@desktop/,
    },
  ],
});
