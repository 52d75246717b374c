import type { Browser, BrowserContextOptions, Page as BrowserPage, Locator } from 'playwright-core';
import { createBotSwitch } from '../../../playground/bot-switch.ts';
import type { FaultSwitch } from '../../../playground/page/page-options.ts';
import { type Page, startPage } from '../../../playground/page/start-page.ts';
import { type SlackEmulator, startSlackEmulator } from '../../../playground/slack/emulator.ts';
import { type FakeBot, startFakeBot } from './fake-bot.ts';

/** A workspace, a bot and the page, all for one test. */
export interface Stage extends AsyncDisposable {
  readonly emulator: SlackEmulator;
  readonly bot: FakeBot;
  readonly page: Page;
  readonly faultCalls: readonly boolean[];
  /** Opens the page in a browser window of its own; script errors fail the test when it ends. */
  open(browser: Browser, path?: string, options?: BrowserContextOptions): Promise<BrowserPage>;
}

/**
 * Starts everything that a test of the page needs.
 *
 * @param options.ackTimeoutMs how long the bot has; generous, since a loaded machine is no fault of it
 */
export async function setStage({ ackTimeoutMs } = { ackTimeoutMs: 15_000 }): Promise<Stage> {
  const emulator = await startSlackEmulator({ ackTimeoutMs });
  const bot = await startFakeBot(emulator);
  const faultCalls: boolean[] = [];
  const control = createBotSwitch(() => Promise.resolve({ stop: () => Promise.resolve() }));
  await control.start();
  const page = await startPage({
    workspace: emulator.workspace,
    people: emulator.people,
    port: 0,
    sandboxNote: 'Made-up runs from a sandbox.',
    commands: [{ name: '/testrun', usage: '[run id or link]', about: 'Show a test run' }],
    tryList: [
      { text: '/testrun 48213', expect: 'A failed run', group: 'Runs' },
      { text: '/testrun 9', expect: 'Not found', group: 'Trouble', channelId: 'C0PAYMENTS' },
    ],
    faults: [fault(faultCalls)],
    bot: control,
  });
  const errors: string[] = [];
  const contexts: AsyncDisposable[] = [];
  return {
    emulator,
    bot,
    page,
    faultCalls,
    async open(browser, path = '/?channel=on-call', options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        ...options,
      });
      contexts.push({ [Symbol.asyncDispose]: () => context.close() });
      const tab = await context.newPage();
      tab.setDefaultTimeout(8000);
      tab.on('pageerror', (error) => errors.push(error.message));
      tab.on('console', (line) => {
        if (line.type() === 'error') {
          errors.push(line.text());
        }
      });
      await tab.goto(page.url + path);
      await tab.locator('body.live').waitFor();
      return tab;
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) {
        await context[Symbol.asyncDispose]();
      }
      await page.stop();
      await bot.stop();
      await emulator.stop();
      if (errors.length > 0) {
        throw new Error(`the page's script complained: ${errors.join('; ')}`);
      }
    },
  };
}

function fault(calls: boolean[]): FaultSwitch {
  return {
    id: 'limited',
    label: 'Rate limiting',
    hint: 'Every second call',
    isOn: () => calls.at(-1) ?? false,
    set: (on) => {
      calls.push(on);
    },
  };
}

/** Types into a composer and sends it. */
export async function say(tab: BrowserPage, text: string, name = /^Message #/): Promise<void> {
  const box = tab.getByRole('textbox', { name });
  await box.fill(text);
  await box.press('Enter');
}

/** The messages of the channel. */
export function timeline(tab: BrowserPage): Locator {
  return tab.getByRole('region', { name: 'Messages', exact: true });
}
