import { expect, test } from 'vitest';
import { createSeen, isFirstDelivery } from '../../src/handlers/seen.ts';

const minuteMs = 60_000;

/** A memory and a clock that a test sets. */
function seenAt(startMs = 0) {
  const clock = { nowMs: startMs };
  return { clock, seen: createSeen({ now: () => clock.nowMs }) };
}

test('takes a key as first once, and has it from then on', () => {
  const { seen } = seenAt();
  expect(seen.has('a')).toBe(false);
  expect(seen.isFirst('a')).toBe(true);
  expect(seen.isFirst('a')).toBe(false);
  expect(seen.has('a')).toBe(true);
  expect(seen.isFirst('b')).toBe(true);
});

test('does not remember a key that was only looked for', () => {
  const { seen } = seenAt();
  seen.has('a');
  expect(seen.isFirst('a')).toBe(true);
});

test.each([
  { name: 'as long as Slack delivers again', afterMs: 6 * minuteMs, rememberMs: undefined },
  { name: 'for a quarter of an hour', afterMs: 15 * minuteMs - 1, rememberMs: undefined },
  { name: 'for a time of its own', afterMs: minuteMs - 1, rememberMs: minuteMs },
])('remembers a key $name', ({ afterMs, rememberMs }) => {
  const { clock, seen } = seenAt();
  seen.isFirst('a', rememberMs);
  clock.nowMs += afterMs;
  expect(seen.has('a')).toBe(true);
  expect(seen.isFirst('a', rememberMs)).toBe(false);
});

test.each([
  { afterMs: 15 * minuteMs, rememberMs: undefined },
  { afterMs: minuteMs, rememberMs: minuteMs },
])('forgets a key after $afterMs ms, however often it was asked for', ({ afterMs, rememberMs }) => {
  const { clock, seen } = seenAt();
  seen.isFirst('a', rememberMs);
  clock.nowMs += afterMs - 1;
  seen.isFirst('a', rememberMs);
  clock.nowMs += 1;
  expect(seen.has('a')).toBe(false);
  expect(seen.isFirst('a', rememberMs)).toBe(true);
});

test('holds ten thousand keys and lets the oldest go', () => {
  const { seen } = seenAt();
  for (let key = 0; key <= 10_000; key += 1) {
    seen.isFirst(String(key));
  }
  expect(seen.has('0')).toBe(false);
  expect(seen.has('1')).toBe(true);
  expect(seen.has('10000')).toBe(true);
});

test.each([
  { name: 'two triggers', triggers: ['1.2.a', '1.3.b'], first: [true, true] },
  { name: 'one trigger twice', triggers: ['1.2.a', '1.2.a'], first: [true, false] },
  { name: 'no trigger twice', triggers: [undefined, undefined], first: [true, true] },
  { name: 'something else twice', triggers: [7, 7], first: [true, true] },
])('tells the first delivery of $name', ({ triggers, first }) => {
  const { seen } = seenAt();
  expect(triggers.map((trigger) => isFirstDelivery(trigger, seen))).toEqual(first);
});

test('does not take a trigger for an event of the same name', () => {
  const { seen } = seenAt();
  seen.isFirst('Ev1');
  expect(isFirstDelivery('Ev1', seen)).toBe(true);
});
