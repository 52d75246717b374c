import { type KnownBlock, WebClient } from '@slack/web-api';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../playground/browser/chromium.ts';
import { type Stage, setStage, timeline } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const channel = 'C0ONCALL';
const url = 'https://dash.empirical.run/acme-shop/test-runs/48224';

function clientOf({ emulator }: Stage): WebClient {
  return new WebClient(emulator.credentials.botToken, { slackApiUrl: emulator.webApiUrl });
}

function card(text: string): KnownBlock[] {
  return [{ type: 'section', block_id: 'card', text: { type: 'mrkdwn', text } }];
}

/** Reads, or does, something with the element that scrolls; the script runs in the browser. */
function scroller(tab: Page, script: string): Promise<unknown> {
  return tab.evaluate(
    `(({ scroller }) => ${script})({ scroller: document.querySelector('#timeline') })`,
  );
}

describe('a card that moves', () => {
  it('is drawn anew in its place, and the reader who scrolled away stays there', async () => {
    await using stage = await setStage();
    const client = clientOf(stage);
    for (let line = 1; line <= 40; line += 1) {
      await client.chat.postMessage({ channel, text: `line ${line}` });
    }
    const { ts = '' } = await client.chat.postMessage({ channel, text: '0', blocks: card('0') });
    const tab = await stage.open(browser);
    const shown = timeline(tab).locator(`[data-ts="${ts}"]`);
    await client.chat.update({ channel, ts, text: '1', blocks: card('one\ntwo\nthree') });
    await shown.getByText('three').waitFor();
    const below = 'scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight';
    expect(await scroller(tab, below)).toBeLessThan(2);
    await scroller(tab, 'scroller.scrollTo({ top: 100 })');
    await client.chat.update({ channel, ts, text: '2', blocks: card('four') });
    await shown.getByText('four').waitFor();
    expect(await scroller(tab, 'scroller.scrollTop')).toBe(100);
    expect(await tab.locator('#jump').isVisible()).toBe(false);
    expect(await shown.getByText('three').count()).toBe(0);
  });

  it('moves as a preview too, and makes no other channel unread', async () => {
    await using stage = await setStage();
    const client = clientOf(stage);
    await stage.emulator.people.send({ userId: 'U0ROBIN', channelId: channel, text: url });
    const ts = stage.emulator.workspace.messages(channel)[0]?.ts ?? '';
    const unfurl = (text: string) =>
      client.chat.unfurl({ channel, ts, unfurls: { [url]: { blocks: card(text) } } });
    await unfurl('12 of 42 run');
    const tab = await stage.open(browser);
    await timeline(tab).locator('.unfurl').getByText('12 of 42 run').waitFor();
    await unfurl('24 of 42 run');
    await timeline(tab).locator('.unfurl').getByText('24 of 42 run').waitFor();
    const elsewhere = await stage.open(browser, '/?channel=releases');
    await unfurl('36 of 42 run');
    await client.chat.postMessage({ channel: 'C0ACME', text: 'something new' });
    await elsewhere.getByRole('link', { name: /acme/ }).getByText('new').waitFor();
    expect(await elsewhere.locator('.has-unread').count()).toBe(1);
  });

  it('tells under it that a reply mentions the reader', async () => {
    await using stage = await setStage();
    const client = clientOf(stage);
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'the card' });
    await client.chat.postMessage({ channel, thread_ts: ts, text: '<@U0ROBIN> it failed' });
    const robin = await stage.open(browser);
    const kim = await stage.open(browser, '/?channel=on-call&as=U0KIM');
    await timeline(kim).getByText('1 reply').waitFor();
    expect(await timeline(kim).getByText('mentions you').count()).toBe(0);
    await timeline(robin).getByText('mentions you').click();
    await robin.getByRole('region', { name: 'Thread messages' }).getByText('it failed').waitFor();
  });

  it('can be deleted by a person', async () => {
    await using stage = await setStage();
    const client = clientOf(stage);
    await client.chat.postMessage({ channel, text: 'the card' });
    const tab = await stage.open(browser);
    const message = timeline(tab).getByRole('article', { name: /^Testrun/ });
    await message.hover();
    await message.getByRole('button', { name: /^Delete this message/ }).click();
    await message.waitFor({ state: 'detached' });
    expect(stage.emulator.workspace.messages(channel)).toEqual([]);
  });
});

it('the bot is stopped and started by a button that says how it stands', async () => {
  await using stage = await setStage();
  const tab = await stage.open(browser);
  const topbar = tab.locator('#topbar');
  await topbar.getByRole('button', { name: 'Stop the bot' }).click();
  await topbar.getByText('@Testrun is stopped').waitFor();
  await topbar.getByRole('button', { name: 'Start the bot' }).click();
  await topbar.getByText('@Testrun is stopped').waitFor({ state: 'detached' });
  await topbar.getByRole('button', { name: 'Stop the bot' }).waitFor();
});

it("Slackbot's complaint stays in its channel, and goes when the bot runs again", async () => {
  await using stage = await setStage();
  const tab = await stage.open(browser);
  const complaint = tab.getByRole('alert').getByText('/deploy is not a valid command.');
  const text = '/deploy now';
  await stage.emulator.people.send({ userId: 'U0ROBIN', channelId: 'C0RELEASES', text });
  await tab.getByRole('link', { name: /releases/ }).click();
  await complaint.waitFor();
  await tab.getByRole('link', { name: 'on-call' }).click();
  await complaint.waitFor({ state: 'hidden' });
  await tab.getByRole('link', { name: /releases/ }).click();
  await complaint.waitFor();
  await tab.getByRole('button', { name: 'Stop the bot' }).click();
  await tab.getByRole('button', { name: 'Start the bot' }).click();
  await complaint.waitFor({ state: 'detached' });
});
