import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unpackBundledChromium } from '../../../playground/browser/bundled-chromium.ts';
import { chromiumExecutable, launchChromium } from '../../../playground/browser/chromium.ts';

describe('the Chromium for browser tests', () => {
  it('starts and draws letters that differ from each other', async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 200, height: 80 } });
      const pictureOf = async (letter: string) => {
        await page.setContent(`<p style="font: 40px sans-serif">${letter}</p>`);
        return (await page.screenshot()).toString('base64');
      };
      const pictures = [await pictureOf('A'), await pictureOf('B'), await pictureOf('')];
      expect(new Set(pictures).size).toBe(3);
    } finally {
      await browser.close();
    }
  });

  it('takes the one that CHROMIUM_PATH names, with the environment as it is', async () => {
    const env = { CHROMIUM_PATH: process.execPath, LANG: 'C.UTF-8', GONE: undefined };
    expect(await chromiumExecutable(env)).toMatchObject({
      path: process.execPath,
      env: { CHROMIUM_PATH: process.execPath, LANG: 'C.UTF-8' },
    });
  });

  it('says so when CHROMIUM_PATH leads nowhere', async () => {
    await expect(chromiumExecutable({ CHROMIUM_PATH: '/nowhere/chrome' })).rejects.toThrow(
      'CHROMIUM_PATH: no file at /nowhere/chrome',
    );
  });

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'unpacks once when several ask at the same time',
    async () => {
      const cache = await mkdtemp(join(tmpdir(), 'testrun-chromium-'));
      try {
        const unpacked = await Promise.all([
          unpackBundledChromium(cache),
          unpackBundledChromium(cache),
        ]);
        const again = await unpackBundledChromium(cache);
        expect(unpacked).toEqual([again, again]);
        expect(await readdir(cache)).toHaveLength(1);
        expect(await readdir(join(again.executable, '..'))).toContain('chromium');
      } finally {
        await rm(cache, { recursive: true, force: true });
      }
    },
    60_000,
  );
});
