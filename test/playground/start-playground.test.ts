import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxEmpirical } from '../../playground/empirical/server.ts';
import { type OpenPlayground, openPlayground } from './open-playground.ts';
import { say, timeline } from './page/open-page.ts';

let opened: OpenPlayground;
beforeAll(async () => {
  opened = await openPlayground();
});
afterAll(() => opened[Symbol.asyncDispose]());

function sandbox(): SandboxEmpirical {
  const { sandbox: started } = opened.playground;
  if (started === undefined) {
    throw new Error('the playground shows real runs');
  }
  return started;
}

function linkTo(id: number): string {
  return `${sandbox().dashboardUrl}/${sandbox().projectSlug}/test-runs/${id}`;
}

/** Messages that the bot wrote about a run, the latest last. */
function cardsOf(tab: Page, id: number): Locator {
  return timeline(tab)
    .getByRole('article', { name: /^Testrun/ })
    .filter({ hasText: `#${id}` });
}

/** Whether the bot has heard of, and taken, a click on the button with this action id. */
function clicksOn(actionId: string): number {
  return opened.playground.slack.workspace.calls().filter(({ direction, status, request }) => {
    const isTaken = direction === 'to-bot' && status === 200;
    return isTaken && JSON.stringify(request).includes(`"action_id":"${actionId}"`);
  }).length;
}

/** Acts, and waits until the page has put a newer element in the place of the card's. */
async function redrawn(card: Locator, act: () => Promise<void>): Promise<void> {
  const before = await card.elementHandle();
  await act();
  await before?.waitForElementState('hidden');
}

describe('on the page of the playground', () => {
  it('says that the runs come from this machine', async () => {
    const tab = await opened.open();
    await tab.getByText('Runs come from a sandbox on this machine').waitFor();
    await tab.close();
  });

  it.each([
    ['Open run', 'open_run', () => linkTo(48215), '#48215'],
    ['Summary report', 'summary_report', () => `${sandbox().url}/reports/`, '"suites"'],
    ['Build', 'build', () => `${sandbox().url}/builds/feat-checkout`, 'feat-checkout'],
  ] as const)(
    '%s opens its page, and the click reaches the bot',
    async (label, actionId, address, words) => {
      const tab = await opened.open();
      await say(tab, '/testrun 48215');
      const before = clicksOn(actionId);
      const page = tab.context().waitForEvent('page');
      await cardsOf(tab, 48215).last().getByRole('link', { name: label }).click();
      const shown = await page;
      await shown.getByText(words).first().waitFor();
      expect(shown.url()).toContain(address());
      await expect.poll(() => clicksOn(actionId)).toBe(before + 1);
      await tab.context().close();
    },
  );

  it('Refresh draws the card anew', async () => {
    const tab = await opened.open();
    await say(tab, '/testrun 48219');
    const card = cardsOf(tab, 48219).last();
    await redrawn(card, () => card.getByRole('button', { name: 'Refresh' }).click());
    expect(await card.textContent()).toContain('1 failed so far');
    await tab.close();
  });

  it('Try again brings the card that the first attempt could not', async () => {
    const tab = await opened.open();
    await say(tab, '/testrun 50001');
    await cardsOf(tab, 50001).getByRole('button', { name: 'Try again' }).click();
    await cardsOf(tab, 50001).getByText('Passed').waitFor();
    await tab.close();
  });

  it('a link unfurls under its message, and Refresh works there too', async () => {
    const tab = await opened.open();
    await say(tab, `Does anybody look at ${linkTo(48230)} already?`);
    const message = timeline(tab)
      .getByRole('article', { name: /^Robin/ })
      .filter({ hasText: '/48230 already?' });
    const unfurl = message.locator('.unfurl');
    await unfurl.getByText('3 of 42 tests failed').waitFor();
    await redrawn(message, () => unfurl.getByRole('button', { name: 'Refresh' }).click());
    expect(await unfurl.textContent()).toContain('3 of 42 tests failed');
    await tab.close();
  });

  it('a link shows what it leads to while it is typed', async () => {
    const tab = await opened.open('/?channel=releases');
    const box = tab.getByLabel('Message #releases');
    const preview = tab.getByRole('group', { name: 'Preview of the link you are typing' });
    await box.fill(linkTo(48221));
    await preview.getByText('#48221').waitFor();
    await box.press('Enter');
    await timeline(tab).locator('.unfurl').getByText('#48221').waitFor();
    await preview.waitFor({ state: 'detached' });
    await tab.close();
  });

  it('a mention is answered in its thread', async () => {
    const tab = await opened.open();
    await say(tab, '@Testrun what about 48222?');
    const message = timeline(tab).getByRole('article').filter({ hasText: 'what about 48222?' });
    await message.getByRole('link', { name: '1 reply' }).click();
    const thread = tab.getByRole('region', { name: 'Thread messages' });
    await thread.getByText('#48222').waitFor();
    await say(tab, '@Testrun and 48223?', /^Reply in thread/);
    await thread.getByText('hibernating').waitFor();
    expect(await cardsOf(tab, 48223).filter({ hasText: 'hibernating' }).count()).toBe(0);
    await tab.close();
  });

  it('Share in channel shows everybody what only the asker saw', async () => {
    const tab = await opened.open('/?channel=payments-oncall');
    const kim = await opened.open('/?channel=payments-oncall&as=U0KIM');
    await say(tab, '/testrun 48213');
    const card = cardsOf(tab, 48213);
    await card.getByText('Only visible to you').waitFor();
    expect(await cardsOf(kim, 48213).count()).toBe(0);
    await card.getByRole('button', { name: 'Share in channel' }).click();
    await cardsOf(kim, 48213).getByText('3 of 42 tests failed').waitFor();
    await card.getByText('Only visible to you').waitFor({ state: 'detached' });
    await Promise.all([tab.close(), kim.close()]);
  });

  it('a channel that outsiders read gets nothing, and the asker is told why', async () => {
    const tab = await opened.open('/?channel=acme-partners');
    await say(tab, '/testrun 48213');
    const card = cardsOf(tab, 48213);
    await card.getByText('Only visible to you').waitFor();
    expect(await card.textContent()).toMatch(/Only you see this: .*outside/);
    expect(await card.getByRole('button', { name: 'Share in channel' }).count()).toBe(0);
    await tab.close();
  });

  it('a card arrives although Slack limits the rate', async () => {
    const tab = await opened.open();
    const limits = tab.getByRole('switch', { name: /^Rate limiting/ });
    await limits.click();
    await tab.getByRole('switch', { name: /^Rate limiting/, checked: true }).waitFor();
    await say(tab, '/testrun 48227');
    await say(tab, '/testrun 48228');
    await cardsOf(tab, 48227).waitFor();
    await cardsOf(tab, 48228).waitFor();
    const { workspace } = opened.playground.slack;
    expect(workspace.calls().map(({ status }) => status)).toContain(429);
    await limits.click();
    await tab.getByRole('switch', { name: /^Rate limiting/, checked: false }).waitFor();
    await tab.close();
  });
});
