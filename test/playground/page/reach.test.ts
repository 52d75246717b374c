import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../playground/browser/chromium.ts';
import { setStage } from './open-page.ts';
import { failedRunText } from './sample-cards.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const phone = { viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true };

function focused(tab: Page): Promise<string | null> {
  return tab
    .locator(':focus')
    .evaluate(
      'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
    );
}

function sideways(tab: Page): Promise<number> {
  return tab.evaluate('document.documentElement.scrollWidth - innerWidth');
}

describe('the page by keyboard', () => {
  it('goes from the first Tab to a pressed button without a mouse', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await tab.keyboard.press('Tab');
    expect(await focused(tab)).toBe('Skip to the composer');
    await tab.keyboard.press('Enter');
    await tab.keyboard.press('Tab');
    expect(await focused(tab)).toBe('Message #on-call');
    await tab.keyboard.type('/te');
    await tab.getByRole('option', { name: /\/testrun/, selected: true }).waitFor();
    await tab.keyboard.press('Tab');
    await tab.keyboard.type('48213');
    await tab.keyboard.press('Enter');
    await tab.getByRole('button', { name: 'Refresh' }).waitFor();
    await tabBackTo(tab, 'Refresh');
    await tab.keyboard.press('Enter');
    await expect.poll(() => stage.bot.of('block_actions').length).toBe(1);
  });

  it('keeps a line break on Shift+Enter and sends on Enter', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await tab.getByLabel('Message #on-call').focus();
    await tab.keyboard.type('one');
    await tab.keyboard.press('Shift+Enter');
    await tab.keyboard.type('two');
    await tab.keyboard.press('Enter');
    const text = tab.getByRole('article').locator('.text');
    await text.waitFor();
    expect(await text.innerHTML()).toBe('one<br>two');
  });

  it('completes the name of the bot after an at sign', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await tab.getByLabel('Message #on-call').pressSequentially('hey @te');
    await tab.getByRole('option', { name: /@Testrun/ }).waitFor();
    await tab.keyboard.press('Enter');
    expect(await tab.getByLabel('Message #on-call').inputValue()).toBe('hey @Testrun ');
  });

  it('sends a command that stands there in full, although it is also suggested', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await tab.getByLabel('Message #on-call').pressSequentially('/testrun');
    await tab.getByRole('option', { name: '/testrun' }).waitFor();
    await tab.keyboard.press('Enter');
    await expect.poll(() => stage.bot.of('command').length).toBe(1);
  });

  it('walks through the channels with the arrows and opens one with Enter', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await tab.getByRole('link', { name: 'on-call' }).focus();
    await tab.keyboard.press('ArrowDown');
    await tab.keyboard.press('ArrowDown');
    await tab.keyboard.press('Enter');
    await tab.getByLabel('Message #payments-oncall').waitFor();
    expect(await focused(tab)).toContain('payments-oncall');
  });

  it('closes the thread with Escape and gives the focus back to the composer', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await stage.emulator.people.send({
      userId: 'U0KIM',
      channelId: 'C0ONCALL',
      text: '@Testrun 1',
    });
    await tab.getByRole('link', { name: /1 reply/ }).click();
    await tab.locator('textarea[aria-label="Reply in thread"]:focus').waitFor();
    await tab.keyboard.press('Escape');
    await tab.locator('textarea[aria-label="Message #on-call"]:focus').waitFor();
    expect(await tab.getByRole('complementary', { name: 'Thread' }).isVisible()).toBe(false);
  });

  it('keeps the focus on a button whose card was drawn anew', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await stage.emulator.people.send({
      userId: 'U0KIM',
      channelId: 'C0ONCALL',
      text: '/testrun 48213',
    });
    await tab.getByRole('button', { name: 'Refresh' }).focus();
    const [card] = stage.emulator.workspace.messages('C0ONCALL').slice(-1);
    await stage.emulator.people.send({
      userId: 'U0KIM',
      channelId: 'C0ONCALL',
      text: 'seen',
      threadTs: card?.ts ?? '',
    });
    await tab.getByRole('link', { name: /1 reply/ }).waitFor();
    expect(await focused(tab)).toBe('Refresh');
  });

  it('reads a new message out by its text', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await stage.emulator.people.send({
      userId: 'U0KIM',
      channelId: 'C0ONCALL',
      text: '/testrun 48213',
    });
    await tab.getByRole('status').getByText(`Testrun: ${failedRunText}`).waitFor();
  });
});

describe('the page on a phone', () => {
  it('never scrolls sideways, in a channel, in a thread, in the drawer', async () => {
    await using stage = await setStage();
    const people = stage.emulator.people;
    await people.send({ userId: 'U0KIM', channelId: 'C0ONCALL', text: '@Testrun 48213' });
    await people.send({ userId: 'U0KIM', channelId: 'C0ONCALL', text: 'w'.repeat(400) });
    await people.send({ userId: 'U0KIM', channelId: 'C0ONCALL', text: '/testrun 48213' });
    const tab = await stage.open(browser, '/?channel=on-call', phone);
    await tab.getByRole('button', { name: 'Refresh' }).first().waitFor();
    expect(await sideways(tab)).toBe(0);
    await tab.getByRole('link', { name: /1 reply/ }).tap();
    const thread = tab.getByRole('complementary', { name: 'Thread' });
    await thread.getByRole('button', { name: 'Refresh' }).waitFor();
    expect(await sideways(tab)).toBe(0);
    expect(await thread.boundingBox()).toMatchObject({ x: 0, y: 0, width: 375 });
    await tab.getByRole('link', { name: 'Close the thread' }).tap();
    await tab.getByRole('link', { name: /JSON/ }).last().tap();
    await tab.getByText('Calls behind it').waitFor();
    expect(await sideways(tab)).toBe(0);
    expect(await overflowing(tab)).toEqual([]);
  });

  it('has room for the words of every button in the head', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser, '/?channel=payments-oncall', phone);
    await tab.getByRole('button', { name: 'Invite @Testrun' }).waitFor();
    expect(await cutShort(tab)).toEqual([]);
    await tab.getByRole('button', { name: 'Stop the bot' }).tap();
    await tab.getByRole('button', { name: 'Start the bot' }).waitFor();
    expect(await cutShort(tab)).toEqual([]);
    expect(await sideways(tab)).toBe(0);
  });

  it('slides the channels in and away again', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser, '/?channel=on-call', phone);
    const link = tab.getByRole('link', { name: 'releases' });
    expect(await link.isVisible()).toBe(false);
    await tab.getByRole('button', { name: 'Channels and things to try' }).tap();
    await link.tap();
    await tab.getByLabel('Message #releases').waitFor();
    await link.waitFor({ state: 'hidden' });
  });
});

/** Buttons that stick out of the window. */
function overflowing(tab: Page): Promise<string[]> {
  return tab.evaluate(
    '[...document.querySelectorAll(".message .button")].filter((button) => button.getBoundingClientRect().right > innerWidth).map((button) => button.textContent)',
  );
}

/** Buttons of the head whose words do not fit into them, or that stick out of the window. */
function cutShort(tab: Page): Promise<string[]> {
  return tab.evaluate(
    '[...document.querySelectorAll("#topbar button")].filter((button) => button.scrollWidth > button.clientWidth || button.getBoundingClientRect().right > innerWidth).map((button) => button.textContent)',
  );
}

async function tabBackTo(tab: Page, name: string): Promise<void> {
  for (let step = 0; step < 12; step += 1) {
    await tab.keyboard.press('Shift+Tab');
    if ((await focused(tab)) === name) {
      return;
    }
  }
  throw new Error(`no ${name} within 12 steps`);
}
