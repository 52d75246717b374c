import { expect, test } from 'vitest';
import {
  KeyRefusedError,
  RateLimitedError,
  RequestRefusedError,
  RunNotFoundError,
  UnreachableError,
  UnreadableAnswerError,
} from '../../src/api/errors.ts';
import { judgeReading } from '../../src/live/judge-reading.ts';
import type { FollowedRun } from '../../src/store/store.ts';

const startMs = 1_800_000_000_000;
const hourMs = 60 * 60 * 1000;
const followed: FollowedRun = {
  runId: 48213,
  status: 'following',
  snapshot: 'before',
  fingerprint: 'before',
  readAtMs: startMs,
  nextReadAtMs: startMs + 5000,
  followedForMs: hourMs,
  unchangedForMs: 10_000,
  misses: 0,
  failures: 0,
};
const at = { readAtMs: startMs + 5000, nowMs: startMs + 5200, random: 0 };
const seen = (fingerprint: string, isTerminal = false) => ({
  sighting: { snapshot: fingerprint, fingerprint, isTerminal },
});

test('goes on with a run that has not changed', () => {
  expect(judgeReading(followed, seen('before'), at)).toMatchObject({
    status: 'following',
    nextReadAtMs: startMs + 10_200,
    followedForMs: hourMs + 5000,
    unchangedForMs: 15_000,
  });
});

test('takes a change as a reason to look closely again', () => {
  const quiet = { ...followed, unchangedForMs: hourMs, misses: 2, failures: 2 };
  const reading = judgeReading(quiet, seen('after'), at);
  expect(reading).toMatchObject({ unchangedForMs: 0, misses: 0, failures: 0 });
  expect(reading.nextReadAtMs - at.nowMs).toBe(5000);
});

test.each([
  { name: 'a terminal state', run: {}, outcome: seen('after', true), want: 'ended' },
  {
    name: 'a refused key',
    run: {},
    outcome: { error: new KeyRefusedError(401) },
    want: 'key-refused',
  },
  {
    name: 'the first "not found"',
    run: {},
    outcome: { error: new RunNotFoundError(1) },
    want: 'following',
  },
  {
    name: 'the third "not found" in a row',
    run: { misses: 2 },
    outcome: { error: new RunNotFoundError(1) },
    want: 'not-found',
  },
  {
    name: 'trouble after two of them',
    run: { misses: 2 },
    outcome: { error: new UnreachableError('dns') },
    want: 'following',
  },
  {
    name: 'a refused request',
    run: {},
    outcome: { error: new RequestRefusedError(undefined) },
    want: 'following',
  },
  {
    name: 'an unreadable answer',
    run: {},
    outcome: { error: new UnreadableAnswerError(['not JSON']) },
    want: 'following',
  },
  {
    name: 'six hours',
    run: { followedForMs: 6 * hourMs - 5000 },
    outcome: seen('after'),
    want: 'too-long',
  },
  {
    name: 'six hours of trouble',
    run: { followedForMs: 6 * hourMs },
    outcome: { error: new UnreachableError('timeout') },
    want: 'too-long',
  },
  {
    name: 'an end after six hours',
    run: { followedForMs: 7 * hourMs },
    outcome: seen('after', true),
    want: 'ended',
  },
])('makes of a run after $name: $want', ({ run, outcome, want }) => {
  expect(judgeReading({ ...followed, ...run }, outcome, at).status).toBe(want);
});

test.each([
  { error: new RateLimitedError(40), want: 40_000 },
  {
    error: new UnreachableError('server-error', { status: 503, retryAfterSeconds: 70 }),
    want: 70_000,
  },
  { error: new UnreachableError('server-error', { status: 503 }), want: 5000 },
])('waits as long as Empirical asks: $want ms', ({ error, want }) => {
  const { nextReadAtMs, failures } = judgeReading(followed, { error }, at);
  expect(nextReadAtMs - at.nowMs).toBe(want);
  expect(failures).toBe(1);
});

test.each([
  { name: 'a day while the bot was away', readAtMs: startMs + 24 * hourMs, wantMs: 2 * 60_000 },
  { name: 'a clock that was set back', readAtMs: startMs - 24 * hourMs, wantMs: 0 },
])('counts of $name no more than somebody followed', ({ readAtMs, wantMs }) => {
  const reading = judgeReading(followed, seen('before'), { ...at, readAtMs, nowMs: readAtMs });
  expect(reading.followedForMs).toBe(hourMs + wantMs);
  expect(reading.unchangedForMs).toBe(10_000 + wantMs);
});
