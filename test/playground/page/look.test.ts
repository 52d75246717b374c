import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../playground/browser/chromium.ts';
import { setStage } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** Contrast of each text in view against the page behind it; below 4.5 is hard to read. */
const faintTexts = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.data.trim();
    if (!words || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.closest('.visually-hidden, .skip, option, script, noscript')) continue;
    const [one, two] = [light(rgba(getComputedStyle(element).color)), light(behind(element))];
    const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (contrast < 4.5) faint.push(words.slice(0, 40) + ' ' + contrast.toFixed(2));
  }
  return faint;
})()`;

async function fill(stage: Awaited<ReturnType<typeof setStage>>): Promise<void> {
  const { people } = stage.emulator;
  const at = { userId: 'U0ROBIN', channelId: 'C0ONCALL' };
  await people.send({ ...at, text: '@Testrun 48213 `code` @here' });
  await people.send({ ...at, text: '/testrun 48213' });
  await people.send({ ...at, text: '/testrun note' });
  await people.send({ ...at, text: '/testrun 9' });
}

function colourOf(tab: Page, selector: string): Promise<string> {
  return tab.evaluate(`getComputedStyle(document.querySelector('${selector}')).backgroundColor`);
}

describe('how the page looks', () => {
  it.each(['light', 'dark'] as const)('every text in %s mode can be read', async (colorScheme) => {
    await using stage = await setStage();
    await fill(stage);
    const tab = await stage.open(browser, '/?channel=on-call', { colorScheme });
    await tab.getByRole('link', { name: /1 reply/ }).click();
    await tab.getByRole('link', { name: 'All calls' }).click();
    await tab.getByText('The last 100 requests').waitFor();
    expect(await tab.evaluate(faintTexts)).toEqual([]);
  });

  it('is dark where the reader wants it dark', async () => {
    await using stage = await setStage();
    const light = await stage.open(browser);
    const dark = await stage.open(browser, '/', { colorScheme: 'dark' });
    expect(await colourOf(light, 'body')).toBe('rgb(255, 255, 255)');
    expect(await colourOf(dark, 'body')).not.toBe('rgb(255, 255, 255)');
  });

  it("tells times on the reader's own clock", async () => {
    await using stage = await setStage();
    await fill(stage);
    const tokyo = await stage.open(browser, '/?channel=on-call', { timezoneId: 'Asia/Tokyo' });
    await tokyo.getByText('Mar 18, 2026 at 6:21 PM').first().waitFor();
    const york = await stage.open(browser, '/?channel=on-call', { timezoneId: 'America/New_York' });
    await york.getByText('Mar 18, 2026 at 5:21 AM').first().waitFor();
  });

  it('cuts a long message with "See more"', async () => {
    await using stage = await setStage();
    const tab = await stage.open(browser);
    const text = 'line\n'.repeat(60);
    await stage.emulator.people.send({ userId: 'U0KIM', channelId: 'C0ONCALL', text });
    const body = tab.locator('.message-body');
    await tab.getByRole('button', { name: 'See more' }).waitFor();
    expect((await body.boundingBox())?.height).toBe(680);
    await tab.getByRole('button', { name: 'See more' }).click();
    expect((await body.boundingBox())?.height).toBeGreaterThan(1000);
  });

  it('offers the way down when something new arrives while the reader looks further up', async () => {
    await using stage = await setStage();
    const { people } = stage.emulator;
    const at = { userId: 'U0KIM', channelId: 'C0ONCALL' };
    for (let count = 0; count < 3; count += 1) {
      await people.send({ ...at, text: 'line\n'.repeat(25) });
    }
    const tab = await stage.open(browser);
    await tab.evaluate('document.getElementById("timeline").scrollTop = 0');
    await people.send({ ...at, text: 'the news' });
    await tab.getByRole('button', { name: 'New messages' }).click();
    await tab.getByRole('button', { name: 'New messages' }).waitFor({ state: 'hidden' });
    expect(await tab.evaluate('document.getElementById("timeline").scrollTop')).toBeGreaterThan(
      500,
    );
  });

  it('shows nothing but messages in a clean picture', async () => {
    await using stage = await setStage();
    await fill(stage);
    const tab = await stage.open(browser, '/?channel=on-call&clean=1');
    expect(await tab.getByText('on Staging failed').first().isVisible()).toBe(true);
    expect(await tab.getByRole('textbox').count()).toBe(0);
  });
});
