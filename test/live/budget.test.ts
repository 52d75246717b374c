import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowNow, spend } from '../../src/live/budget.ts';

const nowMs = 1_800_000_000_000;
const unspent = { sentAtMs: [], pausedUntilMs: 0, failures: 0 };
const final = { isFinal: true };
const going = { isFinal: false };
const many = <Value>(count: number, value: Value) => Array.from({ length: count }, () => value);
const sentAgo = (count: number, agoMs: number) => ({
  ...unspent,
  sentAtMs: many(count, nowMs - agoMs),
});

describe('the budget of a workspace', () => {
  test.each([
    {
      name: 'nothing spent',
      spending: unspent,
      updates: many(100, final),
      want: 40,
      waitMs: 60_000,
    },
    {
      name: 'unfinished runs only',
      spending: unspent,
      updates: many(100, going),
      want: 30,
      waitMs: 60_000,
    },
    {
      name: 'room kept for the end of a run',
      spending: sentAgo(30, 20_000),
      updates: [...many(5, final), ...many(5, going)],
      want: 5,
      waitMs: 40_000,
    },
    { name: 'all spent', spending: sentAgo(40, 59_000), updates: [final], want: 0, waitMs: 1000 },
    {
      name: 'a minute ago',
      spending: sentAgo(40, 60_000),
      updates: [final],
      want: 1,
      waitMs: undefined,
    },
    { name: 'no updates', spending: sentAgo(40, 1), updates: [], want: 0, waitMs: undefined },
    {
      name: 'a pause that Slack asked for',
      spending: { ...unspent, pausedUntilMs: nowMs + 3000 },
      updates: [final],
      want: 0,
      waitMs: 3000,
    },
    {
      name: 'a pause by a clock that was wrong',
      spending: { ...unspent, pausedUntilMs: nowMs + 3_600_000 },
      updates: [final],
      want: 1,
      waitMs: undefined,
    },
    {
      name: 'updates in a future that a wrong clock made up',
      spending: sentAgo(40, -3_600_000),
      updates: [final],
      want: 1,
      waitMs: undefined,
    },
  ])('allows $want updates with $name', ({ spending, updates, want, waitMs }) => {
    const allowed = allowNow(updates, spending, nowMs);
    expect(allowed.now).toHaveLength(want);
    expect(allowed.waitMs).toBe(waitMs);
  });

  test('takes the most urgent first, and lets an end pass those that have to wait', () => {
    const updates = [
      ...many(25, { isFinal: false, name: 'going' }),
      { isFinal: true, name: 'ended' },
      ...many(25, { isFinal: false, name: 'late' }),
    ];
    const { now } = allowNow(updates, unspent, nowMs);
    expect(now.map(({ name }) => name)).toEqual([
      ...many(25, 'going'),
      'ended',
      ...many(4, 'late'),
    ]);
  });

  test('never lets more than forty out in a minute, whatever is asked when', () => {
    const asks = fc.array(
      fc.record({ afterMs: fc.nat(40_000), finals: fc.nat(50), others: fc.nat(50) }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(asks, (rounds) => {
        let clockMs = nowMs;
        let spending = { ...unspent, sentAtMs: [] as readonly number[] };
        const sent: number[] = [];
        for (const { afterMs, finals, others } of rounds) {
          clockMs += afterMs;
          const updates = [...many(finals, final), ...many(others, going)];
          const { now } = allowNow(updates, spending, clockMs);
          spending = spend(spending, now.length, clockMs);
          sent.push(...now.map(() => clockMs));
        }
        for (const atMs of sent) {
          const inWindow = sent.filter((other) => other >= atMs && other < atMs + 60_000);
          expect(inWindow.length).toBeLessThanOrEqual(40);
        }
      }),
    );
  });

  test('remembers no more than the last minute', () => {
    const spent = spend(sentAgo(40, 60_000), 3, nowMs);
    expect(spent.sentAtMs).toEqual(many(3, nowMs));
  });
});
