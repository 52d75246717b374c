import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReport } from '../../playground/empirical/playwright-report.ts';
import type { SandboxEmpirical } from '../../playground/empirical/server.ts';
import { type OpenPlayground, openPlayground } from './open-playground.ts';
import { say, timeline } from './page/open-page.ts';

const { details } = readReport('failing-run');
const running = { state: 'started', total_count: 42, success_count: 10, failed_count: 0 };

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

function cardOf(tab: Page, id: number): Locator {
  return timeline(tab)
    .getByRole('article', { name: /^Testrun/ })
    .filter({ hasText: `#${id}` });
}

describe('on the page of the playground, a card of a run that is going', () => {
  it('follows it over a stop and a start of the bot, and a reply tells the asker of the end', async () => {
    const tab = await opened.open();
    sandbox().steer(900, running);
    await say(tab, '/testrun 900');
    await cardOf(tab, 900).getByText('10 of 42').waitFor();
    sandbox().steer(900, { success_count: 20 });
    await cardOf(tab, 900).getByText('20 of 42').waitFor();

    await tab.getByRole('button', { name: /^Stop the bot/ }).click();
    await tab.getByText('@Testrun is stopped').waitFor();
    await say(tab, '/testrun 901');
    const complaint = tab.getByRole('alert').getByText('dispatch_failed');
    await complaint.waitFor();
    await tab.getByRole('link', { name: 'All calls' }).click();
    const calls = tab.getByRole('dialog', { name: 'All calls' });
    await calls.getByText('no connection').first().waitFor();
    await tab.keyboard.press('Escape');
    sandbox().steer(900, { state: 'ended', details, success_count: 38, failed_count: 4 });
    await tab.getByRole('button', { name: /^Start the bot/ }).click();
    await tab.getByText('@Testrun is stopped').waitFor({ state: 'detached' });
    await complaint.waitFor({ state: 'detached' });

    await cardOf(tab, 900).getByText('4 of 42 tests failed').waitFor();
    await cardOf(tab, 900).getByText('mentions you').click();
    const thread = tab.getByRole('region', { name: 'Thread messages' });
    const notice = await thread.getByRole('article').nth(1).textContent();
    expect(notice).toContain('@Robin');
    expect(notice).toContain('4 of 42 tests failed');
    await tab.close();
  });

  it('is moved at once by a webhook, while webhooks are on, and "Tell me" works for others', async () => {
    const kim = await opened.open('/?channel=releases&as=U0KIM');
    await kim.getByRole('switch', { name: /^Empirical's webhooks/ }).click();
    await kim.getByRole('switch', { name: /^Empirical's webhooks/, checked: true }).waitFor();
    sandbox().steer(902, { ...running, state: 'queued' });
    const asked = { userId: 'U0ROBIN', channelId: 'C0RELEASES', text: '/testrun 902' };
    await opened.playground.slack.people.send(asked);
    await cardOf(kim, 902).getByRole('button', { name: 'Tell me when it ends' }).click();
    await kim.getByText('Only visible to you').waitFor();
    const readsBefore = sandbox().reads(902).length;
    sandbox().steer(902, { state: 'ended', details, success_count: 38, failed_count: 4 });
    await cardOf(kim, 902).getByText('4 of 42 tests failed').waitFor();
    await cardOf(kim, 902).getByText('mentions you').waitFor();
    await kim
      .getByRole('switch', { name: /Last delivered: test_run.ended of run 902, .*\d:\d\d:\d\d/ })
      .waitFor();
    expect(sandbox().reads(902).length - readsBefore).toBeLessThan(4);
    const { workspace } = opened.playground.slack;
    // Thread replies are not among them, unless they were sent to the channel as well.
    const delivered = workspace.messages('C0RELEASES').filter(({ ephemeralTo }) => !ephemeralTo);
    expect(delivered.map(({ text }) => text)).toHaveLength(1);
    await kim.close();
  });
});
