import { expect, test } from 'vitest';
import { createSeen, isFirstDelivery, type SeenOptions } from '../../src/handlers/seen.ts';
import { StoreError } from '../../src/store/database.ts';
import { captureLog } from '../support/captured-log.ts';

const minuteMs = 60_000;

/** A store that another replica never wrote to. */
const forgetful = {
  isFirst: () => Promise.resolve(true),
  isRemembered: () => Promise.resolve(false),
};

/** A memory and a clock that a test sets. */
function seenAt(startMs = 0, store: SeenOptions['store'] = forgetful) {
  const clock = { nowMs: startMs };
  const { logger: log } = captureLog([]);
  return { clock, seen: createSeen({ store, now: () => clock.nowMs, log }) };
}

test('takes a key as first once, and has it from then on', async () => {
  const { seen } = seenAt();
  expect(await seen.has('a')).toBe(false);
  expect(await seen.isFirst('a')).toBe(true);
  expect(await seen.isFirst('a')).toBe(false);
  expect(await seen.has('a')).toBe(true);
  expect(await seen.isFirst('b')).toBe(true);
});

test('does not remember a key that was only looked for', async () => {
  const { seen } = seenAt();
  await seen.has('a');
  expect(await seen.isFirst('a')).toBe(true);
});

test.each([
  { name: 'as long as Slack delivers again', afterMs: 6 * minuteMs, rememberMs: undefined },
  { name: 'for a quarter of an hour', afterMs: 15 * minuteMs - 1, rememberMs: undefined },
  { name: 'for a time of its own', afterMs: minuteMs - 1, rememberMs: minuteMs },
])('remembers a key $name', async ({ afterMs, rememberMs }) => {
  const { clock, seen } = seenAt();
  await seen.isFirst('a', rememberMs);
  clock.nowMs += afterMs;
  expect(await seen.has('a')).toBe(true);
  expect(await seen.isFirst('a', rememberMs)).toBe(false);
});

test.each([
  { afterMs: 15 * minuteMs, rememberMs: undefined },
  { afterMs: minuteMs, rememberMs: minuteMs },
])(
  'forgets a key after $afterMs ms, however often it was asked for',
  async ({ afterMs, rememberMs }) => {
    const { clock, seen } = seenAt();
    await seen.isFirst('a', rememberMs);
    clock.nowMs += afterMs - 1;
    await seen.isFirst('a', rememberMs);
    clock.nowMs += 1;
    expect(await seen.has('a')).toBe(false);
    expect(await seen.isFirst('a', rememberMs)).toBe(true);
  },
);

test('holds ten thousand keys and lets the oldest go', async () => {
  const { seen } = seenAt();
  for (let key = 0; key <= 10_000; key += 1) {
    await seen.isFirst(String(key));
  }
  expect(await seen.has('0')).toBe(false);
  expect(await seen.has('1')).toBe(true);
  expect(await seen.has('10000')).toBe(true);
});

test.each([
  { name: 'two triggers', triggers: ['1.2.a', '1.3.b'], first: [true, true] },
  { name: 'one trigger twice', triggers: ['1.2.a', '1.2.a'], first: [true, false] },
  { name: 'no trigger twice', triggers: [undefined, undefined], first: [true, true] },
  { name: 'something else twice', triggers: [7, 7], first: [true, true] },
])('tells the first delivery of $name', async ({ triggers, first }) => {
  const { seen } = seenAt();
  expect(await Promise.all(triggers.map((trigger) => isFirstDelivery(trigger, seen)))).toEqual(
    first,
  );
});

test('does not take a trigger for an event of the same name', async () => {
  const { seen } = seenAt();
  await seen.isFirst('Ev1');
  expect(await isFirstDelivery('Ev1', seen)).toBe(true);
});

test('asks the store what another replica, or this one before a restart, has done', async () => {
  const keys = new Set<string>();
  const store = {
    isFirst: (key: string) => Promise.resolve(keys.size < keys.add(key).size),
    isRemembered: (key: string) => Promise.resolve(keys.has(key)),
  };
  const before = seenAt(0, store).seen;
  expect(await before.isFirst('a')).toBe(true);
  const after = seenAt(0, store).seen;
  expect(await after.has('a')).toBe(true);
  expect(await after.isFirst('a')).toBe(false);
  expect(await after.isFirst('b')).toBe(true);
  expect([...keys].some((key) => key.includes('a ') || key.length > 30)).toBe(false);
});

test('lets two deliveries at the same moment be first once', async () => {
  const { seen } = seenAt();
  expect(await Promise.all([seen.isFirst('a'), seen.isFirst('a')])).toEqual([true, false]);
});

test('remembers alone while the store is away', async () => {
  const away = () => Promise.reject(new StoreError('the database is away'));
  const { seen } = seenAt(0, { isFirst: away, isRemembered: away });
  expect(await seen.isFirst('a')).toBe(true);
  expect(await seen.isFirst('a')).toBe(false);
  expect(await seen.has('b')).toBe(false);
});
