import { expect, test } from 'vitest';
import type { CardState } from '../../src/live/card-slack.ts';
import { createUpdater } from '../../src/live/update-cards.ts';
import { writeSnapshot } from '../../src/runs/snapshot.ts';
import { StoreError } from '../../src/store/database.ts';
import type { Spending, StaleCard } from '../../src/store/store.ts';
import { captureLog } from '../support/captured-log.ts';

const snapshot = writeSnapshot({ id: 7, state: 'ended', tests: [] }, []);

function staleCard(at: number): StaleCard {
  const card = {
    key: `C1 ${at}`,
    teamId: 'T1',
    channelId: 'C1',
    ts: String(at),
    unfurlUrl: undefined,
    threadTs: undefined,
    layout: 'card',
    runId: 7,
    recall: '',
    wantedTest: undefined,
  } as const;
  return { card, run: { status: 'ended', snapshot, fingerprint: 'new' }, look: 'old', failures: 0 };
}

/** An updater before a store in memory; `take` is what Slack does with an update. */
function updaterOf(count: number, now: () => number, take: (key: string) => Promise<void>) {
  const stale = new Map(
    Array.from({ length: count }, (_, at) => staleCard(at)).map((one) => [one.card.key, one]),
  );
  const unused = () => Promise.reject(new Error('not asked for'));
  const records = { isFailing: false };
  let spending: Spending = { sentAtMs: [], pausedUntilMs: 0, failures: 0 };
  const update = createUpdater({
    store: {
      staleCards: () => Promise.resolve([...stale.values()]),
      spending: () => Promise.resolve(spending),
      recordSpending(_teamId, spent) {
        spending = spent;
        return Promise.resolve();
      },
      recordShown(key) {
        stale.delete(key);
        return records.isFailing ? Promise.reject(new StoreError('away')) : Promise.resolve();
      },
      nextStaleAtMs: () => Promise.resolve(undefined),
      postponeCard: unused,
      endCard: unused,
      fixCard: unused,
    },
    slack: {
      look: () => 'new',
      async update({ card }: CardState) {
        await take(card.key);
        return { kind: 'sent' };
      },
      tell: unused,
      answers: unused,
    },
    log: captureLog([]).logger,
    endedCards: () => 1,
    now,
  });
  return { update, records, spent: () => spending.sentAtMs, left: () => [...stale.keys()] };
}

test('no minute takes more than forty updates, however long Slack takes for each', async () => {
  let nowMs = 1_800_000_000_000;
  const takenAtMs: number[] = [];
  const { update, left } = updaterOf(
    100,
    () => nowMs,
    () => {
      nowMs += takenAtMs.length < 40 ? 300 : 10;
      takenAtMs.push(nowMs);
      return Promise.resolve();
    },
  );
  const { signal } = new AbortController();
  for (
    let waitMs = await update('T1', signal);
    waitMs !== undefined;
    waitMs = await update('T1', signal)
  ) {
    nowMs += waitMs;
  }
  expect(left()).toEqual([]);
  const inMinuteFrom = (fromMs: number) =>
    takenAtMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + 60_000).length;
  expect(Math.max(...takenAtMs.map(inMinuteFrom))).toBe(40);
});

test('cut short, a round sends nothing more and records what is under way', async () => {
  const answers: (() => void)[] = [];
  const { update, left } = updaterOf(
    15,
    () => 0,
    () => new Promise((resolve) => answers.push(resolve)),
  );
  const stopping = new AbortController();
  let isOver = false;
  const round = update('T1', stopping.signal).finally(() => {
    isOver = true;
  });
  // Looked at below, when all has been answered.
  round.catch(() => undefined);
  await expect.poll(() => answers.length).toBe(10);
  stopping.abort(new Error('the bot is stopping'));
  answers[0]?.();
  await new Promise(setImmediate);
  expect(isOver).toBe(false);
  for (const answer of answers) {
    answer();
  }
  await expect(round).rejects.toThrow('the bot is stopping');
  expect(answers).toHaveLength(10);
  expect(left()).toHaveLength(5);
});

test('updates that could not be recorded are counted from when Slack had them', async () => {
  let nowMs = 1_800_000_000_000;
  const { update, records, spent } = updaterOf(
    20,
    () => nowMs,
    () => {
      nowMs += 300;
      return Promise.resolve();
    },
  );
  records.isFailing = true;
  await expect(update('T1', new AbortController().signal)).rejects.toThrow(StoreError);
  expect(spent()).toEqual(Array(20).fill(nowMs));
});
