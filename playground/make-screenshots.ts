import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createLogger } from '../src/log.ts';
import { launchChromium } from './browser/chromium.ts';
import { type Playground, startPlayground } from './start-playground.ts';

const folder = join(import.meta.dirname, '..', 'docs');
const onCall = 'C0ONCALL';
const robin = 'U0ROBIN';

await mkdir(folder, { recursive: true });
const playground = await startPlayground({
  environment: {},
  pagePort: 0,
  sandboxPort: 3211,
  socketMode: false,
  createLog: (secrets) =>
    createLogger({
      level: 'error',
      write: (line) => process.stderr.write(line),
      readable: true,
      secrets,
    }),
});
const browser = await launchChromium();
try {
  await say('/testrun 48213');
  await takeCard(browser, playground);
  await say('@Testrun 48219');
  await say('Is this the same failure? http://127.0.0.1:3211/acme-shop/test-runs/48230');
  await takePage(browser, playground);
  await takePhone(browser, playground);
} finally {
  await browser.close();
  await playground.stop();
}

/** Says something in #on-call and waits for what the bot makes of it. */
async function say(text: string): Promise<void> {
  const before = countOfBotCalls();
  await playground.slack.people.send({ userId: robin, channelId: onCall, text });
  while (countOfBotCalls() === before) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function countOfBotCalls(): number {
  const calls = playground.slack.workspace.calls();
  return calls.filter(({ direction, name }) => direction === 'from-bot' && name.startsWith('chat.'))
    .length;
}

async function takeCard(from: Browser, { pageUrl }: Playground): Promise<void> {
  const page = await from.newPage({
    viewport: { width: 1000, height: 800 },
    deviceScaleFactor: 2,
  });
  await openOnCall(page, pageUrl);
  await page
    .locator('article.message')
    .first()
    .screenshot({ path: join(folder, 'card.png') });
}

async function takePage(from: Browser, { pageUrl }: Playground): Promise<void> {
  const page = await from.newPage({ viewport: { width: 1280, height: 860 } });
  await openOnCall(page, pageUrl);
  await page.screenshot({ path: join(folder, 'playground.png') });
}

async function takePhone(from: Browser, { pageUrl }: Playground): Promise<void> {
  const page = await from.newPage({
    viewport: { width: 375, height: 812 },
    deviceScaleFactor: 2,
    colorScheme: 'dark',
  });
  await openOnCall(page, pageUrl);
  await page.screenshot({ path: join(folder, 'phone.png') });
}

async function openOnCall(page: Page, pageUrl: string): Promise<void> {
  await page.goto(`${pageUrl}/?channel=${onCall}`);
  await page.locator('article').first().waitFor();
}
