import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../playground/browser/chromium.ts';
import { say, setStage, timeline } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe('behind the page', () => {
  it('shows the JSON of a message and the calls behind it, without any secret', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await say(tab, '/testrun 48213');
    const card = timeline(tab).getByRole('article', { name: /^Testrun/ });
    await card.hover();
    await card.getByRole('link', { name: /JSON/ }).click();
    const drawer = tab.getByRole('dialog', { name: 'Behind the message' });
    await drawer.getByText('chat.postMessage').first().waitFor();
    const words = await drawer.textContent();
    expect(words).toContain('"block_id": "verdict"');
    expect(words).toMatch(/\d+ ms/);
    const { botToken, signingSecret } = stage.emulator.credentials;
    expect(words).not.toContain(botToken);
    expect(words).not.toContain(signingSecret);
    await tab.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
  });

  it('lists every call, and turns a fault on and off', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await say(tab, '/testrun 48213');
    await timeline(tab).getByText('3 of 42').waitFor();
    await tab.getByRole('link', { name: 'All calls' }).click();
    await tab.getByRole('dialog', { name: 'All calls' }).getByText('chat.postMessage').waitFor();
    const limiting = tab.getByRole('switch', { name: /Rate limiting/ });
    await limiting.click();
    await tab.getByRole('switch', { name: /Rate limiting/, checked: true }).waitFor();
    await limiting.click();
    await tab.getByRole('switch', { name: /Rate limiting/, checked: false }).waitFor();
    expect(stage.faultCalls).toEqual([true, false]);
  });

  it('leaves hostile text as text', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    await say(tab, '/testrun hostile');
    const message = timeline(tab).getByRole('article', { name: /^Testrun/ });
    await message.getByText('<script>window.hacked=1</script>').waitFor();
    expect(await message.locator('script, img, u, b, a[href^="javascript" i]').count()).toBe(0);
    expect(await tab.evaluate('window.hacked')).toBeUndefined();
  });
});
