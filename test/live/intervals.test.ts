import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backOffMs, nextReadDelayMs } from '../../src/live/intervals.ts';

const minuteMs = 60_000;
const calm = { unchangedForMs: 0, failures: 0, retryAfterMs: undefined, random: 0 };

test.each([
  { name: 'just changed', pace: {}, want: 5000 },
  { name: 'two quiet minutes', pace: { unchangedForMs: 2 * minuteMs - 1 }, want: 5000 },
  { name: 'ten quiet minutes', pace: { unchangedForMs: 10 * minuteMs }, want: 25_000 },
  { name: 'an hour of quiet', pace: { unchangedForMs: 60 * minuteMs }, want: 50_000 },
  { name: 'one failure', pace: { failures: 1 }, want: 5000 },
  { name: 'three failures', pace: { failures: 3 }, want: 20_000 },
  { name: 'a hundred failures', pace: { failures: 100 }, want: 50_000 },
  { name: 'a wish of Empirical', pace: { failures: 1, retryAfterMs: 90_000 }, want: 90_000 },
  { name: 'a shorter wish', pace: { failures: 3, retryAfterMs: 1000 }, want: 20_000 },
  { name: 'a wish of a day', pace: { failures: 1, retryAfterMs: 86_400_000 }, want: 10 * minuteMs },
  { name: 'the greatest chance', pace: { random: 0.999_99 }, want: 6000 },
])('reads again after $want ms at $name', ({ pace, want }) => {
  expect(nextReadDelayMs({ ...calm, ...pace })).toBe(want);
});

test('never reads oftener than every five seconds, nor, unasked, less than once a minute', () => {
  const pace = fc.record({
    unchangedForMs: fc.nat(1e9),
    failures: fc.nat(1e6),
    retryAfterMs: fc.constant(undefined),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });
  fc.assert(
    fc.property(pace, (each) => {
      const delayMs = nextReadDelayMs(each);
      expect(delayMs).toBeGreaterThanOrEqual(5000);
      expect(delayMs).toBeLessThanOrEqual(minuteMs);
    }),
  );
});

test.each([
  { failures: 1, want: 100 },
  { failures: 2, want: 200 },
  { failures: 4, want: 800 },
  { failures: 5, want: 1000 },
  { failures: 5000, want: 1000 },
])('backs off for $want ms after $failures failures', ({ failures, want }) => {
  expect(backOffMs(failures, 100, 1000)).toBe(want);
});
