import { expect, test } from 'vitest';
import { createUpdater } from '../../src/live/update-cards.ts';
import { writeSnapshot } from '../../src/runs/snapshot.ts';
import type { StaleCard } from '../../src/store/store.ts';
import { captureLog } from '../support/captured-log.ts';

const nowMs = 1_800_000_000_000;
const untouched = () => Promise.reject(new Error('not asked for'));

/** An updater before a store that holds so many stale cards, and what it did. */
function updaterWith(count: number, { sent, look }: { sent: number; look: string }) {
  const snapshot = writeSnapshot({ id: 7, state: 'ended', tests: [] }, []);
  const stale: StaleCard[] = Array.from({ length: count }, (_, at) => ({
    card: {
      ...{
        key: `C1 ${at}`,
        teamId: 'T1',
        channelId: 'C1',
        ts: String(at),
        layout: 'card',
        runId: 7,
      },
      ...{ unfurlUrl: undefined, threadTs: undefined, recall: '', wantedTest: undefined },
    },
    run: { status: 'ended', snapshot, fingerprint: 'new' },
    look: 'old',
    failures: 0,
  }));
  const shown: string[] = [];
  const updated: string[] = [];
  const store = {
    staleCards: () => Promise.resolve(stale),
    spending: () =>
      Promise.resolve({
        sentAtMs: Array<number>(sent).fill(nowMs - 1),
        pausedUntilMs: 0,
        failures: 0,
      }),
    recordSpending: () => Promise.resolve(),
    recordShown: (key: string) => Promise.resolve(void shown.push(key)),
    nextStaleAtMs: () => Promise.resolve(undefined),
    postponeCard: untouched,
    endCard: untouched,
    fixCard: untouched,
  };
  const slack = {
    look: () => look,
    update: ({ card }: { card: { key: string } }) =>
      Promise.resolve(void updated.push(card.key)).then(() => ({ kind: 'sent' }) as const),
    tell: untouched,
    answers: untouched,
  };
  const { logger: log } = captureLog([]);
  const endedCards = () => 1;
  const update = createUpdater({ store, slack, log, endedCards, now: () => nowMs });
  return { update, shown, updated };
}

const { signal } = new AbortController();

test('waits for the budget, however many cards are stale', async () => {
  const { update, updated } = updaterWith(100, { sent: 40, look: 'new' });
  expect(await update('T1', signal)).toBe(59_999);
  expect(updated).toEqual([]);
});

test('sends twenty at a time and looks again', async () => {
  const { update, updated, shown } = updaterWith(30, { sent: 0, look: 'new' });
  expect(await update('T1', signal)).toBe(0);
  expect(updated).toHaveLength(20);
  expect(shown).toEqual(updated);
});

test.each([
  { count: 100, againMs: 0 },
  { count: 99, againMs: undefined },
])(
  'records $count cards that look the same without sending anything',
  async ({ count, againMs }) => {
    const { update, updated, shown } = updaterWith(count, { sent: 40, look: 'old' });
    expect(await update('T1', signal)).toBe(againMs);
    expect(updated).toEqual([]);
    expect(shown).toHaveLength(count);
  },
);
