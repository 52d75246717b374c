import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateBlocks } from '../../playground/slack/block-validation/validate-blocks.ts';
import { endNotice } from '../../src/blocks/end-notice.ts';
import type { TestRun } from '../../src/runs/run.ts';
import { anyRun } from './arbitrary-runs.ts';
import { specialsOf, textOf } from './message-reading.ts';
import { failedRun, runWith } from './sample-run.ts';

const rows: readonly (readonly [string, Partial<TestRun>, string])[] = [
  [
    'passed',
    { totalCount: 42, successCount: 42, failedCount: 0, durationMs: 412_000 },
    'Run #48213 passed: 42 tests passed, 6 min 52 s',
  ],
  ['was cancelled', { state: 'cancelled' }, 'Run #48213 was cancelled'],
  [
    'was cancelled halfway',
    { state: 'cancelled', totalCount: 42, successCount: 22, failedCount: 2, durationMs: 9_000 },
    'Run #48213 was cancelled: 24 of 42 tests run · 2 failed, 9 s',
  ],
  ['broke', { state: 'error', durationMs: 1_000 }, 'Run #48213 stopped with an error, 1 s'],
  [
    'had no tests',
    { totalCount: 0, failedCount: 0, successCount: 0 },
    'Run #48213 ended, and no tests ran',
  ],
  ['has no counts', {}, 'Run #48213 ended'],
];

describe('the notice of an end', () => {
  it('mentions everybody first, then says how it ended', () => {
    const { text, blocks } = endNotice(failedRun, 'ended', ['U0123ABC', 'W0456DEF']);
    expect(text).toBe(
      '<@U0123ABC> <@W0456DEF> Run #48213 on Staging failed: 3 of 42 tests failed, 6 min 52 s',
    );
    expect(blocks.map(textOf)).toEqual([text]);
  });

  it.each(rows)('says of a run that %s no more than that', (_, fields, words) => {
    expect(endNotice(runWith(fields), 'ended', ['U1']).text).toBe(`<@U1> ${words}`);
  });

  it.each([
    [
      'not-found',
      'it was not found three times in a row. Press Refresh on its card to follow it again.',
    ],
    [
      'key-refused',
      "Empirical refused the bot's key. Once its operator has renewed it, press Refresh on its card to follow the run again.",
    ],
    ['too-long', 'it did not end within 6 hours. Press Refresh on its card to follow it again.'],
  ] as const)('says why nobody will be told: %s', (status, why) => {
    const run = runWith({ state: 'started', environment: 'Staging' });
    const { text, blocks } = endNotice(run, status, ['U1']);
    expect(text).toBe(`<@U1> I no longer follow run #48213 on Staging: ${why}`);
    expect(blocks.map(textOf)).toEqual([text]);
    expect(endNotice(runWith({}), status, []).text).toBe(`I no longer follow run #48213: ${why}`);
  });

  it('pings the first fifty of those who wait and nobody else, whatever the run is called', () => {
    const users = Array.from({ length: 60 }, (_, at) => `U${'A'.repeat(20)}${at}`);
    const status = fc.constantFrom('ended', 'not-found', 'key-refused', 'too-long');
    fc.assert(
      fc.property(anyRun, status, (run, how) => {
        const { text, blocks } = endNotice(run, how, users);
        expect(specialsOf(text)).toEqual(users.slice(0, 50).map((user) => `@${user}`));
        expect(validateBlocks(blocks, 'message')).toEqual([]);
        expect(text.length).toBeLessThan(3_000);
        expect(text).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(blocks.map(textOf)).toEqual([text]);
        const claim = run.state === 'ended' && how === 'ended' ? /$/ : /^(?!.* passed: )/;
        expect(text).toMatch(claim);
      }),
    );
  });

  it('mentions nobody by an id that Slack did not make', () => {
    expect(endNotice(failedRun, 'ended', ['!channel', 'U1|x']).text).not.toContain('<');
  });
});
