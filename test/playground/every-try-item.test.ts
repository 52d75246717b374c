import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenPlayground, openPlayground } from './open-playground.ts';
import { timeline } from './page/open-page.ts';

let opened: OpenPlayground;
beforeAll(async () => {
  opened = await openPlayground({
    // So that the id that never answers is given up within seconds.
    environment: { EMPIRICAL_TIMEOUT_MS: '1500' },
    expectedErrors: [/was not understood/, /refused EMPIRICAL_API_KEY/],
  });
});
afterAll(() => opened[Symbol.asyncDispose]());

const onlyMe = 'Only visible to you';
const unreadable = [onlyMe, 'a form this bot does not understand'];

/** What a person reads on the page for each id of the sandbox. */
const answers: Readonly<Record<number, readonly string[]>> = {
  48213: ['Failed', '3 of 42 tests failed', '1 snoozed', '1 flaky'],
  48214: ['Passed', 'on Production'],
  48215: ['Passed', '2 snoozed'],
  48216: ['no tests ran'],
  48217: ['Waiting'],
  48218: ['Queued'],
  48219: ['1 failed so far'],
  48220: ['Being cancelled'],
  48221: ['Cancelled'],
  48222: ['error'],
  48223: ['hibernating'],
  // This one moves, so that it may say anything by now.
  48224: ['on Staging'],
  48225: ['Failed', '412 of 500 tests failed', 'and 407 more'],
  48226: ['Failed', '16 of 16 tests failed', '<!here>'],
  48227: ['Passed', '12 tests passed'],
  48228: ['Passed', '5 min'],
  48229: ['Failed', '10,000 of 10,088 tests failed', 'and 9,995 more'],
  48230: ['Failed', '3 of 42 tests failed', '1 snoozed'],
  48231: ['on Staging'],
  // Four seconds are longer than this test's bot waits.
  20408: [onlyMe, 'did not answer in time', 'Try again'],
  20995: unreadable,
  20996: ['Failed', '3 of 40 tests failed', 'pays with a readable card'],
  20997: ['Passed'],
  20998: unreadable,
  20999: unreadable,
  30200: unreadable,
  40000: [onlyMe, 'refused the request', '<!channel>'],
  40100: [onlyMe, 'key was refused'],
  40300: [onlyMe, 'key was refused'],
  40400: [onlyMe, 'not found'],
  40800: [onlyMe, 'did not answer in time', 'Try again'],
  42900: [onlyMe, '2 s', 'Try again'],
  42901: [onlyMe, '120 s'],
  50000: [onlyMe, 'server error (500)', 'Try again'],
  50001: [onlyMe, 'server error (500)', 'Try again'],
  50300: [onlyMe, 'server error (503)', 'Try again'],
  50301: ['Passed'],
  50400: [onlyMe, 'connection failed', 'Try again'],
};

/** Clicks a thing to try and sends what it put into the composer. */
async function tryItem(tab: Page, at: number): Promise<string> {
  const item = tab.locator('[data-act="try"]').nth(at);
  const text = (await item.locator('code').textContent()) ?? '';
  await item.click();
  const box = tab.getByRole('textbox', { name: /^Message #/ });
  await expect.poll(() => box.inputValue(), { interval: 10 }).toBe(text);
  await box.press('Enter');
  await expect.poll(() => box.inputValue(), { interval: 10 }).toBe('');
  return text;
}

/** Every message on show, as text. */
function messages(tab: Page): Promise<string[]> {
  return timeline(tab).getByRole('article').allTextContents();
}

describe('everything that the playground offers to try', () => {
  it('can be sent, and every run of the sandbox is answered as it should', async () => {
    const tab = await opened.open();
    const groups = tab.locator('details.try');
    expect(await groups.first().locator('summary').textContent()).toBe('Live cards');
    expect(await tab.locator('details.try[open]').count()).toBe(1);
    const closed = tab.locator('details.try:not([open]) summary');
    while ((await closed.count()) > 0) {
      await closed.first().click();
    }
    const sent: string[] = [];
    // From the end, where the slow ones are: their time passes while the others are sent.
    for (let at = (await tab.locator('[data-act="try"]').count()) - 1; at >= 0; at -= 1) {
      sent.push(await tryItem(tab, at));
    }
    const ids = sent.flatMap((text) => /^\/testrun (\d+)$/.exec(text)?.[1] ?? []);
    expect([...new Set(ids)].toSorted()).toEqual(Object.keys(answers).toSorted());

    await tab.getByRole('link', { name: 'on-call' }).click();
    const missing = async () => {
      const shown = await messages(tab);
      const isShown = ([id, words]: [string, readonly string[]]) =>
        shown.some((text) => [`#${id}`, ...words].every((part) => text.includes(part)));
      return Object.entries(answers).filter((answer) => !isShown(answer));
    };
    await expect.poll(missing, { timeout: 18_000, interval: 200 }).toEqual([]);
    expect(await tab.getByRole('alert').getByText('Slackbot').count()).toBe(0);
    expect(await timeline(tab).getByText('could not be drawn').count()).toBe(0);
  }, 60_000);
});
