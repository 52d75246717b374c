import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../playground/browser/chromium.ts';
import { say, setStage, timeline } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const link = 'https://dash.empirical.run/acme-shop/test-runs/48213';

describe('the page in a browser', () => {
  it('shows the card that a command brought, without loading anew', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await tab.evaluate('window.stayed = true');
    await say(tab, '/testrun 48213');
    const card = timeline(tab).getByRole('article', { name: /^Testrun/ });
    await card.getByText('3 of 42 tests failed').waitFor();
    expect(await card.getByText('pays with <saved card> & coupon').count()).toBe(1);
    expect(await card.locator('.byline .badge').textContent()).toBe('APP');
    expect(await tab.evaluate('window.stayed')).toBe(true);
    expect(await tab.getByLabel('Message #on-call').inputValue()).toBe('');
  });

  it('shows what one person does to the other at once, and ephemerals to nobody else', async () => {
    await using stage = await setStage();
    const robin = await stage.open(browser);
    const kim = await stage.open(browser, '/?channel=on-call&as=U0KIM');
    await say(robin, '/testrun 9');
    await timeline(robin).getByText('Only visible to you').waitFor();
    expect(await timeline(robin).locator('.only-you svg').count()).toBe(1);
    await say(robin, 'anyone?');
    await timeline(kim).getByText('anyone?').waitFor();
    expect(await timeline(kim).getByText('was not found').count()).toBe(0);
  });

  it('marks a channel in which something was said meanwhile', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await stage.emulator.people.send({
      userId: 'U0KIM',
      channelId: 'C0RELEASES',
      text: 'shipping',
    });
    const releases = tab.getByRole('link', { name: /releases/ });
    await releases.getByText('new').waitFor();
    await releases.click();
    await timeline(tab).getByText('shipping').waitFor();
    await tab.locator('.has-unread').waitFor({ state: 'detached' });
    expect(new URL(tab.url()).searchParams.get('channel')).toBe('releases');
  });

  it('tells the bot of a click, and shows that it is under way', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await say(tab, '/testrun 48213');
    const refresh = timeline(tab).getByRole('button', { name: 'Refresh' });
    await refresh.click();
    await tab.locator('[data-action="refresh"][aria-busy="true"]').waitFor();
    await tab.locator('[aria-busy]').waitFor({ state: 'detached' });
    const [click] = stage.bot.of('block_actions');
    expect(click).toMatchObject({
      user: { id: 'U0ROBIN' },
      actions: [{ action_id: 'refresh', block_id: 'actions', value: '48213' }],
    });
  });

  it('opens the address of a URL button in a new tab and tells the bot too', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await tab.context().route(/empirical\.run/, (route) => route.fulfill({ body: 'the run' }));
    await say(tab, '/testrun 48213');
    const opened = tab.context().waitForEvent('page');
    await timeline(tab).getByRole('link', { name: 'Open run' }).click();
    expect((await opened).url()).toBe(link);
    await expect.poll(() => stage.bot.of('block_actions').length).toBe(1);
  });

  it('hangs a card behind a line under the message with the link, and its buttons work', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await say(tab, `look: ${link}`);
    const unfurl = timeline(tab).locator('.unfurl');
    await unfurl.getByText('on Staging failed').waitFor();
    await unfurl.getByRole('button', { name: 'Refresh' }).click();
    await expect.poll(() => stage.bot.of('block_actions').length).toBe(1);
    expect(JSON.stringify(stage.bot.of('block_actions')[0])).toContain(
      `"app_unfurl_url":"${link}"`,
    );
  });

  it('previews a link that is typed and not yet sent, and forgets it when it goes', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await tab.getByLabel('Message #on-call').fill(link);
    const preview = tab.getByRole('group', { name: 'Preview of the link you are typing' });
    await preview.getByText('on Staging failed').waitFor();
    expect(await timeline(tab).getByText('on Staging failed').count()).toBe(0);
    await tab.getByLabel('Message #on-call').fill('');
    await preview.waitFor({ state: 'detached' });
  });

  it('shows no preview any more once the link was sent, however late the bot answers', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    const preview = tab.getByRole('group', { name: 'Preview of the link you are typing' });
    await tab.getByLabel('Message #on-call').fill(link);
    await preview.waitFor();
    await tab.getByLabel('Message #on-call').press('Enter');
    await timeline(tab).locator('.unfurl').waitFor();
    await stage.emulator.people.compose({ userId: 'U0ROBIN', channelId: 'C0ONCALL', text: link });
    await expect
      .poll(() => stage.emulator.workspace.composerUnfurl('U0ROBIN', 'C0ONCALL').length)
      .toBe(1);
    await tab.locator('#preview .unfurl').waitFor({ state: 'attached' });
    expect(await preview.count()).toBe(0);
  });

  it('opens a thread, answers in it, and counts the replies', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await say(tab, '@Testrun 48213');
    const count = timeline(tab).getByRole('link', { name: /1 reply/ });
    await count.click();
    const thread = tab.getByRole('region', { name: 'Thread messages' });
    await thread.getByText('3 of 42 tests failed').waitFor();
    await say(tab, 'thanks', /^Reply in thread/);
    await thread.getByText('thanks').waitFor();
    await timeline(tab)
      .getByRole('link', { name: /2 replies/ })
      .waitFor();
    expect(await timeline(tab).getByText('thanks').count()).toBe(0);
    await tab.reload();
    await thread.getByText('thanks').waitFor();
  });

  it('says as Slackbot that commands do not work in threads, and that an app did not answer', async () => {
    await using stage = await setStage({ ackTimeoutMs: 1500 });
    const tab = await stage.open(browser);
    await say(tab, '@Testrun 48213');
    await timeline(tab)
      .getByRole('link', { name: /1 reply/ })
      .click();
    await say(tab, '/testrun 48213', /^Reply in thread/);
    const notices = tab.getByRole('alert');
    await notices.getByText(/thread/).waitFor();
    await say(tab, '/testrun silent');
    await notices.getByText(/operation_timeout|did not respond|timed? ?out/i).waitFor();
  });

  it('opens a modal of the bot, shows what was wrong with it, and closes it when it is right', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await stage.emulator.people.send({
      userId: 'U0ROBIN',
      channelId: 'C0ONCALL',
      text: '/testrun note',
    });
    await tab.getByRole('button', { name: 'Add a note' }).click();
    const dialog = tab.getByRole('dialog', { name: 'Add a note' });
    await dialog.getByLabel('Note').fill('bad');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Say more.').waitFor();
    await dialog.getByLabel('Note').fill('The coupon field lost its label');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(JSON.stringify(stage.bot.of('view_submission').at(-1))).toContain('The coupon field');
  });

  it('asks before a button that wants to be asked about', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await say(tab, '/testrun note');
    await timeline(tab).getByRole('button', { name: 'Stop run' }).click();
    const question = tab.getByRole('dialog', { name: 'Stop the run?' });
    await question.getByRole('button', { name: 'Keep it' }).click();
    await question.waitFor({ state: 'hidden' });
    expect(stage.bot.of('block_actions')).toHaveLength(0);
    await timeline(tab).getByRole('button', { name: 'Stop run' }).click();
    await question.getByRole('button', { name: 'Stop it' }).click();
    await expect.poll(() => stage.bot.of('block_actions').length).toBe(1);
  });

  it('invites the bot where it is not a member', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser, '/?channel=payments-oncall');
    await tab.getByRole('button', { name: 'Invite @Testrun' }).click();
    await tab.getByText('is not in this channel').waitFor({ state: 'detached' });
    expect(
      stage.emulator.workspace.channels().find(({ id }) => id === 'C0PAYMENTS')?.botIsMember,
    ).toBe(true);
  });

  it('puts a thing to try into the composer of its channel', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await tab.getByText('Trouble').click();
    await tab.getByRole('button', { name: '/testrun 9' }).click();
    await tab.getByRole('heading', { name: 'payments-oncall' }).first().waitFor();
    const box = tab.getByLabel('Message #payments-oncall');
    expect(await box.inputValue()).toBe('/testrun 9');
    expect(await tab.locator('textarea:focus').inputValue()).toBe('/testrun 9');
  });
});
