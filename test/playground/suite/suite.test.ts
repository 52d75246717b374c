import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

describe("the shop's suite", () => {
  it('has the tests that the committed reports are about', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        'node_modules/@playwright/test/cli.js',
        'test',
        ...['--config', 'playground/suite/playwright.config.ts'],
        ...['--list', '--reporter', 'json'],
      ],
      { cwd: repository, maxBuffer: 16 * 1024 * 1024 },
    );
    const ids = testIdsIn(stdout);
    expect(ids.length).toBeGreaterThan(20);
    for (const name of ['failing-run', 'passing-run', 'snoozed-run']) {
      const report = await readFile(`${repository}/playground/suite/reports/${name}.json`, 'utf8');
      expect(testIdsIn(report), `${name}: run "npm run reports"`).toEqual(ids);
    }
  });
});

function testIdsIn(report: string): string[] {
  return [...report.matchAll(/"id": "([0-9a-f]{20}-[0-9a-f]{20})"/g)]
    .map(([, id]) => id ?? '')
    .toSorted();
}
