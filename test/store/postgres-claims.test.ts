import { expect, test, vi } from 'vitest';
import { StoreError } from '../../src/store/database.ts';
import { createClaims } from '../../src/store/postgres-claims.ts';
import type { Claim, TaskQueue } from '../../src/store/postgres-queue.ts';
import type { Work } from '../../src/store/schedule.ts';
import { captureLog } from '../support/captured-log.ts';
import { eventually } from '../support/eventually.ts';

const claim: Claim = { task: { kind: 'read', key: '7' }, id: 'job', retryCount: 0 };

/** A queue in memory that writes down what it was told. */
function fakeQueue(keep: TaskQueue['keep']) {
  const told: string[] = [];
  const queue: TaskQueue = {
    put({ key }, delayMs) {
      told.push(`put ${key} ${delayMs}`);
      return Promise.resolve();
    },
    drop({ id }) {
      told.push(`drop ${id}`);
      return Promise.resolve();
    },
    take: () => Promise.resolve([]),
    keep,
    close: () => Promise.resolve(),
  };
  return { queue, told };
}

function setUp(keep: TaskQueue['keep'], work: Work) {
  const { queue, told } = fakeQueue(keep);
  const log = captureLog([]);
  const onTrouble = vi.fn();
  let nowMs = 0;
  const claims = createClaims({
    queue,
    work,
    log: log.logger,
    onTrouble,
    onRoom: () => {},
    steadyMs: () => nowMs,
  });
  return { claims, told, log, onTrouble, pass: (ms: number) => (nowMs += ms) };
}

const deaf: Work = () => new Promise(() => {});

test('a claim that another process has taken over is given up, heeded or not', async () => {
  const { claims, told, log } = setUp(() => Promise.resolve(new Set()), deaf);
  claims.begin(claim, 0);
  expect(claims.count('read')).toBe(1);
  await claims.renew();
  await eventually('it is let go', () => (claims.count('read') === 0 ? true : undefined));
  expect(told).toEqual(['put 7 10000', 'drop job']);
  expect(log.at('error')).toEqual([]);
});

test('a claim that could not be renewed is not relied on until others may have it', async () => {
  const away = new StoreError('The database is away.');
  let signal: AbortSignal | undefined;
  const { claims, onTrouble, pass } = setUp(
    () => Promise.reject(away),
    (_, given) => {
      signal = given;
      return new Promise(() => {});
    },
  );
  claims.begin(claim, 0);
  for (let round = 0; round < 2; round += 1) {
    pass(5000);
    await claims.renew();
    claims.abortLapsed();
  }
  expect(signal?.aborted).toBe(false);
  pass(2500);
  claims.abortLapsed();
  expect(signal?.aborted).toBe(true);
  expect(onTrouble).toHaveBeenCalledWith(away);
});

test('a claim that is renewed is kept for as long as its work takes', async () => {
  const end = Promise.withResolvers<number | undefined>();
  const { claims, told, pass } = setUp(
    (_, kept) => Promise.resolve(new Set(kept.map(({ id }) => id))),
    () => end.promise,
  );
  claims.begin(claim, 0);
  for (let round = 0; round < 10; round += 1) {
    pass(4000);
    await claims.renew();
    claims.abortLapsed();
  }
  end.resolve(5000);
  await eventually('it is settled', () => (claims.count('read') === 0 ? true : undefined));
  expect(told).toEqual(['put 7 5000', 'drop job']);
});

test('what is claimed while the process stops is given back without being begun', async () => {
  let begun = 0;
  const { claims, told } = setUp(
    () => Promise.resolve(new Set()),
    () => {
      begun += 1;
      return Promise.resolve(undefined);
    },
  );
  const noMore = Promise.withResolvers<void>();
  const stopped = claims.stop(noMore.promise);
  claims.begin(claim, 0);
  noMore.resolve();
  await stopped;
  expect(begun).toBe(0);
  expect(told).toEqual(['put 7 0', 'drop job']);
});
