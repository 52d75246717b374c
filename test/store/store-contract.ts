import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { createSqlStore } from '../../src/store/sql-store.ts';
import type {
  Card,
  FollowedRun,
  OpenWork,
  Reading,
  Sighting,
  Store,
} from '../../src/store/store.ts';

const t0 = 1_790_000_000_000;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const channel = { teamId: 'T1', channelId: 'C1' };

function cardOf(key: string, change: Partial<Card> = {}): Card {
  return {
    key,
    teamId: 'T1',
    channelId: 'C1',
    ts: '1790000000.000100',
    unfurlUrl: undefined,
    threadTs: undefined,
    layout: 'card',
    runId: 1,
    recall: '{"run":1}',
    wantedTest: undefined,
    ...change,
  };
}

/** A sighting whose fingerprint says which state of the run it is. */
function sightingOf(fingerprint: string, isTerminal = false): Sighting {
  return { snapshot: `{"state":"${fingerprint}"}`, fingerprint, isTerminal };
}

function readingOf(change: Partial<Reading> = {}): Reading {
  return {
    runId: 1,
    status: 'following',
    readAtMs: t0 + 5000,
    nextReadAtMs: t0 + 10_000,
    followedForMs: 5000,
    unchangedForMs: 0,
    misses: 0,
    failures: 0,
    ...change,
  };
}

const endedReading = (fingerprint: string, change: Partial<Reading> = {}): Reading =>
  readingOf({ sighting: sightingOf(fingerprint, true), status: 'ended', ...change });

/** What every store has to do, whatever the database; `open` gives one with tables and without rows. */
export function describeStore(
  name: string,
  open: () => Promise<{ readonly database: Database; close(): Promise<void> }>,
): void {
  describe(`the store on ${name}`, () => {
    let store: Store;
    let close: () => Promise<void>;

    beforeEach(async () => {
      const opened = await open();
      store = createSqlStore(opened.database);
      close = opened.close;
    });
    afterEach(() => close());

    async function put(
      card: Card,
      sighting: Sighting,
      {
        nowMs = t0,
        watcher,
        isFresh = false,
        changesBefore,
      }: { nowMs?: number; watcher?: string; isFresh?: boolean; changesBefore?: number } = {},
    ): Promise<Pick<OpenWork, 'teamIds' | 'channels'>> {
      const look = `look of ${sighting.fingerprint}`;
      const shown = { sighting, look, watcher, isFresh, changesBefore };
      return await store.putCard(card, shown, nowMs);
    }
    async function staleKeys(teamId = 'T1', nowMs = t0 + dayMs): Promise<string[]> {
      return (await store.staleCards(teamId, 100, nowMs)).map(({ card }) => card.key);
    }
    const claim = (nowMs: number) => store.claimNotice(channel, nowMs + 30_000, nowMs);
    const statusOf = async (runId = 1) => (await store.run(runId))?.status;

    describe('remembers keys', () => {
      it('and says of each once that it is the first', async () => {
        expect(await store.isFirst('a', t0 + 10, t0)).toBe(true);
        expect(await store.isFirst('a', t0 + 99, t0 + 5)).toBe(false);
        expect(await store.isFirst('b', t0 + 10, t0)).toBe(true);
      });

      it('until their time has come', async () => {
        await store.isFirst('a', t0 + 10, t0);
        expect(await store.isRemembered('a', t0 + 9)).toBe(true);
        expect(await store.isRemembered('a', t0 + 10)).toBe(false);
        expect(await store.isRemembered('b', t0)).toBe(false);
        expect(await store.isFirst('a', t0 + 30, t0 + 10)).toBe(true);
        expect(await store.isRemembered('a', t0 + 29)).toBe(true);
      });

      it('and lets one of many who ask at once be the first', async () => {
        const asking = Array.from({ length: 20 }, () => store.isFirst('a', t0 + 10, t0));
        expect((await Promise.all(asking)).filter(Boolean)).toHaveLength(1);
      });
    });

    describe('follows the run of a card', () => {
      it('from when an unfinished one is shown', async () => {
        await put(cardOf('a'), sightingOf('one'));
        expect(await store.run(1)).toEqual<FollowedRun>({
          runId: 1,
          status: 'following',
          snapshot: '{"state":"one"}',
          fingerprint: 'one',
          readAtMs: t0,
          nextReadAtMs: t0 + 5000,
          followedForMs: 0,
          unchangedForMs: 0,
          misses: 0,
          failures: 0,
        });
        expect(await staleKeys()).toEqual([]);
      });

      it('but saves nothing of an ended one that is not stored', async () => {
        await put(cardOf('a'), sightingOf('end', true), { watcher: 'U1' });
        expect(await store.run(1)).toBeUndefined();
        expect(await store.toggleWatcher('a', 'U1', t0)).toBe('unknown-card');
      });

      it('and gives a card back as it was put, whatever characters it has', async () => {
        const odd = `https://dash.test/é?a='"&b=%00;DROP TABLE--\u{1f389}$1 ?1`;
        const card = cardOf(odd, {
          unfurlUrl: odd,
          threadTs: '1.2',
          layout: 'unfurl',
          recall: odd,
          wantedTest: odd,
          runId: Number.MAX_SAFE_INTEGER,
        });
        await put(card, sightingOf('one'));
        await store.recordReading(readingOf({ runId: card.runId, sighting: sightingOf(odd) }));
        expect(await store.staleCards('T1', 9, t0)).toEqual([
          {
            card,
            run: { status: 'following', snapshot: sightingOf(odd).snapshot, fingerprint: odd },
            look: 'look of one',
            failures: 0,
          },
        ]);
      });

      it('and keeps its last reading whatever a second card shows, which is stale then', async () => {
        await put(cardOf('a'), sightingOf('one'));
        await put(cardOf('b'), sightingOf('two'), { nowMs: t0 + 7000 });
        expect(await store.run(1)).toMatchObject({ fingerprint: 'one', status: 'following' });
        expect(await staleKeys()).toEqual(['b']);
      });

      it('and takes a fresh sighting from a second card, which makes the first one stale', async () => {
        await put(cardOf('a'), sightingOf('one'));
        await store.recordReading(readingOf({ failures: 2, misses: 1, unchangedForMs: 5000 }));
        await put(cardOf('b'), sightingOf('two'), { nowMs: t0 + 7000, isFresh: true });
        expect(await store.run(1)).toMatchObject({
          fingerprint: 'two',
          status: 'following',
          readAtMs: t0 + 5000,
          nextReadAtMs: t0 + 10_000,
          followedForMs: 5000,
          unchangedForMs: 0,
          misses: 0,
          failures: 0,
        });
        expect(await staleKeys()).toEqual(['a']);
      });

      it('and ends it by an ended sighting, which people are told of', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await put(cardOf('b'), sightingOf('end', true), { nowMs: t0 + 1 });
        expect(await statusOf()).toBe('ended');
        expect(await staleKeys()).toEqual(['a']);
        expect((await claim(t0 + 2))?.userIds).toEqual(['U1']);
      });
    });

    describe('believes a stored end more than a sighting of a run in progress', () => {
      const cases: readonly {
        readonly name: string;
        readonly ageMs: number;
        readonly isFresh: boolean;
        readonly status: FollowedRun['status'];
      }[] = [
        { name: 'while the end is young', ageMs: minuteMs - 1, isFresh: false, status: 'ended' },
        {
          name: 'not once it is a minute old',
          ageMs: minuteMs,
          isFresh: false,
          status: 'following',
        },
        { name: 'not where the sighting is fresh', ageMs: 1, isFresh: true, status: 'following' },
        {
          name: 'not where the end comes from the future',
          ageMs: -dayMs,
          isFresh: false,
          status: 'following',
        },
      ];
      it.each(cases)('$name', async ({ ageMs, isFresh, status }) => {
        await put(cardOf('a'), sightingOf('one'));
        await store.recordReading(endedReading('end', { readAtMs: t0 }));
        await put(cardOf('b'), sightingOf('two'), { nowMs: t0 + ageMs, isFresh });
        expect(await statusOf()).toBe(status);
        expect((await store.run(1))?.fingerprint).toBe(status === 'ended' ? 'end' : 'two');
        expect(await staleKeys()).toEqual(status === 'ended' ? ['a', 'b'] : ['a']);
      });

      it('but follows anew a run that was given up', async () => {
        await put(cardOf('a'), sightingOf('one'));
        await store.recordReading(
          readingOf({ status: 'too-long', readAtMs: t0, followedForMs: 6 * 60 * minuteMs }),
        );
        await put(cardOf('a'), sightingOf('one'), { nowMs: t0 + 1000 });
        expect(await store.run(1)).toMatchObject({
          status: 'following',
          readAtMs: t0 + 1000,
          nextReadAtMs: t0 + 6000,
          followedForMs: 0,
        });
      });
    });

    it('replaces what was known of a card, and makes it live again', async () => {
      await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
      await store.endCard('a', 'message_not_found', t0);
      await put(cardOf('a', { recall: 'new' }), sightingOf('two'), { watcher: 'U2' });
      await store.recordReading(endedReading('end'));
      const [stale] = await store.staleCards('T1', 9, t0);
      expect(stale?.card.recall).toBe('new');
      expect(stale?.look).toBe('look of two');
      expect((await claim(t0))?.userIds).toEqual(['U1']);
    });

    it('says which of many runs are followed', async () => {
      for (const runId of [1, 2, 3, 25]) {
        await put(cardOf(`${runId}`, { runId }), sightingOf('one'));
      }
      await store.recordReading(endedReading('end', { runId: 2 }));
      const ids = Array.from({ length: 30 }, (_, at) => at);
      const followed = await store.followedAmong([...ids, ...ids]);
      expect([...followed].sort((one, other) => one - other)).toEqual([1, 3, 25]);
      expect(await store.followedAmong([])).toEqual([]);
    });

    it('forgets to follow a run whose cards have all ended, until one lives again', async () => {
      await put(cardOf('a'), sightingOf('one'));
      await put(cardOf('b'), sightingOf('one'));
      await store.endCard('a', 'message_not_found', t0);
      expect(await store.followedAmong([1])).toEqual([1]);
      await store.endCard('b', 'message_not_found', t0);
      expect(await store.run(1)).toBeUndefined();
      expect(await store.followedAmong([1])).toEqual([]);
      expect((await store.openWork()).runs).toEqual([]);
      await put(cardOf('b'), sightingOf('two'), { isFresh: true });
      expect(await store.run(1)).toMatchObject({ status: 'following', fingerprint: 'two' });
      await store.endCard('b', 'message_not_found', t0);
      await store.purge(t0 + 8 * 24 * 3_600_000);
      await put(cardOf('b'), sightingOf('end', true));
      expect(await store.run(1)).toBeUndefined();
    });

    it('makes a followed run due', async () => {
      await put(cardOf('a'), sightingOf('one'));
      await store.makeDue(1, t0 + 1000.4);
      expect((await store.run(1))?.nextReadAtMs).toBe(t0 + 1000);
      await store.recordReading(endedReading('end'));
      await store.makeDue(1, t0);
      expect((await store.run(1))?.nextReadAtMs).toBe(t0 + 10_000);
    });

    it('keeps a run due that was made so while it was being read', async () => {
      await put(cardOf('a'), sightingOf('one'));
      await store.makeDue(1, t0 + 6000);
      await store.recordReading(readingOf({ readAtMs: t0 + 5000, nextReadAtMs: t0 + 11_000 }));
      expect((await store.run(1))?.nextReadAtMs).toBe(t0 + 6000);
      await store.recordReading(readingOf({ readAtMs: t0 + 6000, nextReadAtMs: t0 + 12_000 }));
      expect((await store.run(1))?.nextReadAtMs).toBe(t0 + 12_000);
    });

    it('records no reading of a run that is followed no more', async () => {
      await put(cardOf('a'), sightingOf('one'));
      await store.recordReading(endedReading('end'));
      await store.recordReading(readingOf({ sighting: sightingOf('late') }));
      expect(await store.run(1)).toMatchObject({ status: 'ended', fingerprint: 'end' });
    });

    it('knows which tests the living cards of a run show', async () => {
      await put(cardOf('a', { wantedTest: 'login' }), sightingOf('one'));
      await put(cardOf('b', { wantedTest: 'login' }), sightingOf('one'));
      await put(cardOf('c', { wantedTest: 'cart' }), sightingOf('one'));
      await put(cardOf('d', { wantedTest: 'gone' }), sightingOf('one'));
      await put(cardOf('e', { wantedTest: 'other', runId: 2 }), sightingOf('one'));
      await put(cardOf('f'), sightingOf('one'));
      await store.endCard('d', 'message_not_found', t0);
      expect(await store.wantedTests(1)).toEqual(['cart', 'login']);
    });

    describe('records a reading', () => {
      it('of a run that is not stored without a trace', async () => {
        expect(await store.recordReading(endedReading('end'))).toEqual({
          teamIds: [],
          channels: [],
        });
        expect(await store.run(1)).toBeUndefined();
      });

      it('that failed, and keeps what was seen before', async () => {
        await put(cardOf('a'), sightingOf('one'));
        const work = await store.recordReading(readingOf({ failures: 3, misses: 2 }));
        expect(work).toEqual({ teamIds: [], channels: [] });
        expect(await store.run(1)).toMatchObject({
          snapshot: '{"state":"one"}',
          fingerprint: 'one',
          failures: 3,
          misses: 2,
          readAtMs: t0 + 5000,
          nextReadAtMs: t0 + 10_000,
        });
      });

      it('and names the workspaces and channels that have something to do', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await put(cardOf('b', { teamId: 'T2', channelId: 'C2' }), sightingOf('one'));
        await put(cardOf('c', { teamId: 'T3', runId: 3 }), sightingOf('one'), { watcher: 'U1' });
        expect(await store.recordReading(readingOf({ sighting: sightingOf('two') }))).toEqual({
          teamIds: ['T1', 'T2'],
          channels: [],
        });
        expect(await store.recordReading(endedReading('end'))).toEqual({
          teamIds: ['T1', 'T2'],
          channels: [channel],
        });
      });

      it('whose status alone changed, and makes the cards stale', async () => {
        await put(cardOf('a'), sightingOf('one'));
        const work = await store.recordReading(readingOf({ status: 'not-found', misses: 3 }));
        expect(work.teamIds).toEqual(['T1']);
        const [stale] = await store.staleCards('T1', 9, t0);
        expect(stale?.run).toEqual({
          status: 'not-found',
          snapshot: '{"state":"one"}',
          fingerprint: 'one',
        });
      });

      it('by which cards show again what is so, and are not stale any more', async () => {
        await put(cardOf('a'), sightingOf('one'));
        await store.recordReading(readingOf({ sighting: sightingOf('two') }));
        expect(await staleKeys()).toEqual(['a']);
        const work = await store.recordReading(readingOf({ sighting: sightingOf('one') }));
        expect(work.teamIds).toEqual([]);
        expect(await staleKeys()).toEqual([]);
      });
    });

    describe('gives stale cards', () => {
      it('in the order of their need', async () => {
        await put(cardOf('changed, long stale'), sightingOf('one'));
        await put(cardOf('changed, stale', { runId: 2 }), sightingOf('one'));
        const shown = { fingerprint: 'one', status: 'following', look: 'x' } as const;
        await store.recordShown('changed, long stale', shown, t0);
        await store.recordShown('changed, stale', shown, t0);
        await put(cardOf('never changed', { runId: 3 }), sightingOf('one'));
        await put(cardOf('of an ended run', { runId: 4 }), sightingOf('one'));
        await put(cardOf('of a run given up', { runId: 5 }), sightingOf('one'));
        const two = sightingOf('two');
        await store.recordReading(readingOf({ sighting: two, readAtMs: t0 + 1 }));
        await store.recordReading(readingOf({ runId: 2, sighting: two, readAtMs: t0 + 2 }));
        await store.recordReading(readingOf({ runId: 3, sighting: two, readAtMs: t0 + 3 }));
        await store.recordReading(endedReading('end', { runId: 4, readAtMs: t0 + 4 }));
        await store.recordReading(readingOf({ runId: 5, status: 'key-refused', readAtMs: t0 + 5 }));
        const keys = await staleKeys();
        expect(keys).toEqual([
          'of an ended run',
          'of a run given up',
          'never changed',
          'changed, long stale',
          'changed, stale',
        ]);
        const first = await store.staleCards('T1', 2, t0);
        expect(first.map(({ card }) => card.key)).toEqual(keys.slice(0, 2));
      });

      it('that changed again while they wait from when they first were stale', async () => {
        await put(cardOf('b'), sightingOf('one'));
        await put(cardOf('a', { runId: 2 }), sightingOf('one'));
        await store.recordReading(readingOf({ sighting: sightingOf('two'), readAtMs: t0 + 1 }));
        await store.recordReading(
          readingOf({ runId: 2, sighting: sightingOf('two'), readAtMs: t0 + 2 }),
        );
        await store.recordReading(readingOf({ sighting: sightingOf('three'), readAtMs: t0 + 3 }));
        expect(await staleKeys()).toEqual(['b', 'a']);
      });

      it('of one workspace alone', async () => {
        await put(cardOf('a'), sightingOf('one'));
        await put(cardOf('b', { teamId: 'T2' }), sightingOf('one'));
        await store.recordReading(endedReading('end'));
        expect(await staleKeys('T2')).toEqual(['b']);
        expect(await staleKeys('T3')).toEqual([]);
      });

      it('that were put off only when their time has come', async () => {
        await put(cardOf('a'), sightingOf('one'));
        await put(cardOf('b'), sightingOf('one'));
        expect(await store.nextStaleAtMs('T1')).toBeUndefined();
        await store.recordReading(endedReading('end'));
        await store.postponeCard('a', 2, t0 + 1000);
        expect(await staleKeys('T1', t0 + 999)).toEqual(['b']);
        expect(await store.nextStaleAtMs('T1')).toBeLessThanOrEqual(t0);
        await store.endCard('b', 'gone', t0);
        expect(await store.nextStaleAtMs('T1')).toBe(t0 + 1000);
        expect(await store.staleCards('T1', 9, t0 + 1000)).toMatchObject([{ failures: 2 }]);
      });

      it('at once where a clock that has been set back since put them off', async () => {
        await put(cardOf('a'), sightingOf('one'));
        await store.recordReading(endedReading('end'));
        await store.postponeCard('a', 1, t0 + dayMs);
        expect(await staleKeys('T1', t0)).toEqual(['a']);
      });
    });

    describe('takes a card that is drawn anew', () => {
      it('for what it shows where nobody else has drawn it since', async () => {
        await put(cardOf('a'), sightingOf('one'));
        const changesBefore = await store.changesOf('a');
        expect(changesBefore).toBe(0);
        await put(cardOf('a'), sightingOf('two'), { isFresh: true, ...{ changesBefore: 0 } });
        expect(await staleKeys()).toEqual([]);
        expect(await store.changesOf('a')).toBe(1);
        expect(await store.changesOf('b')).toBeUndefined();
      });

      it('for one to be drawn once more where an update may have come on top', async () => {
        await put(cardOf('a'), sightingOf('one'));
        const shown = { fingerprint: 'one', status: 'following', look: 'x' } as const;
        await store.recordShown('a', shown, t0 + 1);
        const work = await put(cardOf('a'), sightingOf('end', true), { changesBefore: 0 });
        expect(work.teamIds).toEqual(['T1']);
        expect(await store.staleCards('T1', 9, t0 + 2)).toMatchObject([{ look: '' }]);
      });
    });

    describe('keeps a card that can be changed no more', () => {
      it('from being updated, and tells its people all the same', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await store.recordReading(readingOf({ sighting: sightingOf('two') }));
        await store.fixCard('a', 'cant_update_message', t0);
        expect(await staleKeys()).toEqual([]);
        expect((await store.recordReading(endedReading('end'))).teamIds).toEqual([]);
        expect(await staleKeys()).toEqual([]);
        expect((await claim(t0 + 10_000))?.userIds).toEqual(['U1']);
      });

      it('and follows its run only for people who wait', async () => {
        await put(cardOf('a'), sightingOf('one'));
        await store.fixCard('a', 'cant_update_message', t0);
        expect(await store.followedAmong([1])).toEqual([]);
        await store.toggleWatcher('a', 'U1', t0);
        expect(await store.followedAmong([1])).toEqual([1]);
      });

      it('until it is drawn anew after all', async () => {
        await put(cardOf('a'), sightingOf('one'));
        await store.fixCard('a', 'cant_update_message', t0);
        await put(cardOf('a'), sightingOf('two'), { isFresh: true });
        await store.recordReading(endedReading('end'));
        expect(await staleKeys()).toEqual(['a']);
      });
    });

    it('lets nobody wait for an end that they were shown', async () => {
      await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
      const work = await put(cardOf('b'), sightingOf('end', true), { watcher: 'U2' });
      expect(work).toEqual({ teamIds: ['T1'], channels: [channel] });
      expect((await claim(t0))?.userIds).toEqual(['U1']);
      expect(await claim(t0 + 1)).toBeUndefined();
    });

    describe('records what a card shows', () => {
      const end = { fingerprint: 'end', status: 'ended', look: 'the end' } as const;

      it('which then is not stale', async () => {
        await put(cardOf('a'), sightingOf('one'));
        await store.recordReading(endedReading('end'));
        await store.postponeCard('a', 1, t0);
        await store.recordShown('a', end, t0 + 1);
        expect(await staleKeys()).toEqual([]);
        expect(await store.nextStaleAtMs('T1')).toBeUndefined();
      });

      it('and keeps it stale where its run has changed since', async () => {
        await put(cardOf('a'), sightingOf('one'));
        await store.recordReading(readingOf({ sighting: sightingOf('two') }));
        await store.postponeCard('a', 1, t0 + dayMs);
        await store.recordReading(endedReading('end'));
        await store.recordShown('a', { fingerprint: 'two', status: 'following', look: 'x' }, t0);
        expect(await store.staleCards('T1', 9, t0)).toMatchObject([{ look: 'x', failures: 0 }]);
      });

      it('and lets a dead card rest', async () => {
        await put(cardOf('a'), sightingOf('one'));
        await store.endCard('a', 'message_not_found', t0);
        await store.recordReading(endedReading('end'));
        await store.recordShown('a', { ...end, fingerprint: 'two' }, t0);
        expect(await staleKeys()).toEqual([]);
      });

      it('of a card that nobody knows without complaint', async () => {
        await store.recordShown('nowhere', end, t0);
        await store.postponeCard('nowhere', 1, t0);
        await store.endCard('nowhere', 'gone', t0);
        await store.recordTold('nowhere', t0);
        await store.postponeNotice('nowhere', 1, t0);
        expect(await staleKeys()).toEqual([]);
      });
    });

    it('remembers what a workspace has spent', async () => {
      expect(await store.spending('T1')).toEqual({ sentAtMs: [], pausedUntilMs: 0, failures: 0 });
      const spending = { sentAtMs: [t0, t0 + 1], pausedUntilMs: t0 + 2, failures: 3 };
      await store.recordSpending('T1', { sentAtMs: [t0], pausedUntilMs: 0, failures: 0 });
      await store.recordSpending('T1', spending);
      expect(await store.spending('T1')).toEqual(spending);
      expect((await store.spending('T2')).sentAtMs).toEqual([]);
    });

    describe('lets people wait for an end', () => {
      it('and not wait any more', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        expect(await store.toggleWatcher('a', 'U2', t0)).toBe('added');
        expect(await store.toggleWatcher('a', 'U1', t0)).toBe('already');
        expect(await store.toggleWatcher('a', 'U1', t0)).toBe('removed');
        await store.recordReading(endedReading('end'));
        expect((await claim(t0))?.userIds).toEqual(['U2']);
      });

      it('as they did before where their card has ended and is shown anew', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await store.endCard('a', 'channel_not_found', t0);
        expect(await store.toggleWatcher('a', 'U1', t0)).toBe('unknown-card');
        await put(cardOf('a'), sightingOf('two'), { isFresh: true });
        expect(await store.toggleWatcher('a', 'U1', t0)).toBe('already');
        await store.endCard('a', 'channel_not_found', t0);
        expect(await store.toggleWatcher('a', 'U1', t0)).toBe('unknown-card');
        await put(cardOf('a'), sightingOf('three'), { isFresh: true });
        expect(await store.toggleWatcher('a', 'U1', t0)).toBe('removed');
      });

      it('of cards that live', async () => {
        expect(await store.toggleWatcher('a', 'U1', t0)).toBe('unknown-card');
        await put(cardOf('a'), sightingOf('one'));
        await store.endCard('a', 'gone', t0);
        expect(await store.toggleWatcher('a', 'U1', t0)).toBe('unknown-card');
      });

      it('but not more than fifty, who can still leave', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U0' });
        const users = Array.from({ length: 60 }, (_, at) => `U${at + 1}`);
        const changes = await Promise.all(users.map((user) => store.toggleWatcher('a', user, t0)));
        expect(changes.filter((change) => change === 'added')).toHaveLength(49);
        expect(changes.filter((change) => change === 'full')).toHaveLength(11);
        expect(await store.toggleWatcher('a', 'U0', t0)).toBe('already');
        expect(await store.toggleWatcher('a', 'U0', t0)).toBe('removed');
        expect(await store.toggleWatcher('a', 'U99', t0)).toBe('added');
      });

      it('from the first showing of a card alone', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await store.toggleWatcher('a', 'U1', t0);
        await store.toggleWatcher('a', 'U1', t0);
        await put(cardOf('a'), sightingOf('two'), { watcher: 'U1', nowMs: t0 + 1 });
        await store.recordReading(endedReading('end'));
        expect(await claim(t0 + 2)).toBeUndefined();
      });
    });

    describe('hands out notices', () => {
      it('once the run has ended, each to one teller', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        expect(await claim(t0)).toBeUndefined();
        expect(await store.nextNoticeAtMs(channel)).toBeUndefined();
        await store.recordReading(endedReading('end'));
        const claims = await Promise.all([claim(t0), claim(t0), claim(t0)]);
        expect(claims.filter((notice) => notice !== undefined)).toEqual([
          {
            card: cardOf('a'),
            run: { status: 'ended', snapshot: '{"state":"end"}' },
            userIds: ['U1'],
            failures: 0,
          },
        ]);
        expect(await store.nextNoticeAtMs(channel)).toBe(t0 + 30_000);
      });

      it('of runs that were given up, too', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        const work = await store.recordReading(readingOf({ status: 'key-refused' }));
        expect(work.channels).toEqual([channel]);
        expect((await claim(t0))?.run.status).toBe('key-refused');
      });

      it('in one channel, card by card', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await put(cardOf('b'), sightingOf('one'), { watcher: 'U1' });
        await put(cardOf('c', { channelId: 'C2' }), sightingOf('one'), { watcher: 'U1' });
        await put(cardOf('d', { teamId: 'T2' }), sightingOf('one'), { watcher: 'U1' });
        await put(cardOf('nobody'), sightingOf('one'));
        await store.recordReading(endedReading('end'));
        const keys = [(await claim(t0))?.card.key, (await claim(t0))?.card.key];
        expect(keys).toEqual(['a', 'b']);
        expect(await claim(t0)).toBeUndefined();
      });

      it('again where the teller died', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await store.recordReading(endedReading('end'));
        await claim(t0);
        expect(await claim(t0 + 29_999)).toBeUndefined();
        expect((await claim(t0 + 30_000))?.card.key).toBe('a');
      });

      it('again later where the teller failed, and counts that', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await store.recordReading(endedReading('end'));
        await claim(t0);
        await store.postponeNotice('a', 1, t0 + 5000);
        expect(await store.nextNoticeAtMs(channel)).toBe(t0 + 5000);
        expect(await claim(t0 + 4999)).toBeUndefined();
        expect(await claim(t0 + 5000)).toMatchObject({ userIds: ['U1'], failures: 1 });
      });

      it('again of the end, where they were told that the run was given up and it is followed again', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await store.recordReading(readingOf({ status: 'too-long' }));
        await claim(t0);
        await store.recordTold('a', t0);
        await put(cardOf('a'), sightingOf('two'), { nowMs: t0 + 1000, isFresh: true });
        expect(await claim(t0 + 1000)).toBeUndefined();
        await store.recordReading(endedReading('end'));
        expect(await claim(t0 + 6000)).toMatchObject({ userIds: ['U1'] });
      });

      it('at once where a clock that has been set back since put that off', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await store.recordReading(endedReading('end'));
        await claim(t0);
        await store.postponeNotice('a', 1, t0 + dayMs);
        expect(await claim(t0)).toMatchObject({ userIds: ['U1'], failures: 1 });
        expect(await claim(t0)).toBeUndefined();
      });

      it('never again once people were told', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await store.recordReading(endedReading('end'));
        await claim(t0);
        await store.recordTold('a', t0 + 1);
        expect(await claim(t0 + dayMs)).toBeUndefined();
        expect(await store.nextNoticeAtMs(channel)).toBeUndefined();
        expect((await store.openWork()).channels).toEqual([]);
      });

      it('to whoever joined while the others were being told', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await store.recordReading(endedReading('end'));
        await claim(t0);
        expect(await store.toggleWatcher('a', 'U2', t0)).toBe('added');
        await store.recordTold('a', t0 + 1);
        expect((await claim(t0 + 2))?.userIds).toEqual(['U2']);
      });

      it('not to whoever left in time, nor for a dead card', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await put(cardOf('b'), sightingOf('one'), { watcher: 'U1' });
        await store.toggleWatcher('a', 'U1', t0);
        await store.toggleWatcher('a', 'U1', t0);
        await store.endCard('b', 'is_archived', t0);
        expect((await store.recordReading(endedReading('end'))).channels).toEqual([]);
        expect(await claim(t0)).toBeUndefined();
      });

      it('anew for the next end of a run that went on', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await store.recordReading(endedReading('end'));
        await claim(t0);
        await store.recordTold('a', t0);
        await put(cardOf('a'), sightingOf('again'), { nowMs: t0 + 1, isFresh: true });
        expect(await statusOf()).toBe('following');
        expect(await claim(t0 + 2)).toBeUndefined();
        await store.recordReading(readingOf({ sighting: sightingOf('again') }));
        await store.recordReading(endedReading('second end', { readAtMs: t0 + 3 }));
        expect((await claim(t0 + 4))?.userIds).toEqual(['U1']);
      });

      it('not twice where a card was drawn from what was read just before the end', async () => {
        await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
        await store.recordReading(endedReading('end'));
        await claim(t0);
        await store.recordTold('a', t0);
        await put(cardOf('a'), sightingOf('one'), { nowMs: t0 + 1, isFresh: true });
        await store.recordReading(readingOf({ failures: 1 }));
        await store.recordReading(endedReading('end', { readAtMs: t0 + 3 }));
        expect(await claim(t0 + 4)).toBeUndefined();
      });
    });

    it('lists all that has to be done', async () => {
      expect(await store.openWork()).toEqual({ runs: [], teamIds: [], channels: [] });
      await put(cardOf('a'), sightingOf('one'));
      await put(cardOf('b', { runId: 2, teamId: 'T2' }), sightingOf('one'), { watcher: 'U1' });
      await put(cardOf('c', { runId: 3 }), sightingOf('one'), { watcher: 'U1', nowMs: t0 - 1 });
      await put(cardOf('d', { runId: 4, teamId: 'T4' }), sightingOf('one'), { watcher: 'U1' });
      await store.recordReading(endedReading('end', { runId: 2 }));
      await store.endCard('d', 'gone', t0);
      await store.recordReading(endedReading('end', { runId: 4 }));
      expect(await store.openWork()).toEqual({
        runs: [
          { runId: 3, nextReadAtMs: t0 + 4999 },
          { runId: 1, nextReadAtMs: t0 + 5000 },
        ],
        teamIds: ['T2'],
        channels: [{ teamId: 'T2', channelId: 'C1' }],
      });
    });

    it('forgets runs seven days after their end, and keys after their time', async () => {
      await put(cardOf('a'), sightingOf('one'), { watcher: 'U1' });
      await put(cardOf('b', { runId: 2 }), sightingOf('one'));
      await put(cardOf('c', { runId: 3 }), sightingOf('one'));
      await store.recordReading(endedReading('end', { readAtMs: t0 }));
      await store.recordReading(readingOf({ runId: 2, status: 'too-long', readAtMs: t0 + 1 }));
      await store.isFirst('old', t0 + 1, t0);
      await store.isFirst('young', t0 + 8 * dayMs, t0);
      await store.purge(t0 + 7 * dayMs);
      expect(await statusOf(1)).toBe('ended');
      await store.purge(t0 + 7 * dayMs + 1);
      expect(await statusOf(1)).toBeUndefined();
      expect(await statusOf(2)).toBe('too-long');
      expect(await statusOf(3)).toBe('following');
      expect(await store.toggleWatcher('a', 'U1', t0)).toBe('unknown-card');
      expect((await store.openWork()).channels).toEqual([]);
      expect(await store.isRemembered('old', t0)).toBe(false);
      expect(await store.isRemembered('young', t0)).toBe(true);
    });

    it('lets no card miss an end that crosses its posting', async () => {
      await put(cardOf('first'), sightingOf('one'));
      const keys = Array.from({ length: 20 }, (_, at) => `card ${at + 10}`);
      await Promise.all([
        ...keys.slice(0, 10).map((key) => put(cardOf(key), sightingOf('one'), { watcher: 'U1' })),
        store.recordReading(endedReading('end', { readAtMs: t0 })),
        ...keys.slice(10).map((key) => put(cardOf(key), sightingOf('one'), { watcher: 'U1' })),
      ]);
      expect((await staleKeys()).toSorted()).toEqual([...keys, 'first'].toSorted());
    });

    it('loses no staleness and no notice where everything happens at once', async () => {
      const keys = Array.from({ length: 8 }, (_, at) => `card ${at}`);
      await Promise.all(keys.map((key) => put(cardOf(key), sightingOf('one'), { watcher: 'U1' })));
      await Promise.all([
        store.recordReading(endedReading('end')),
        ...keys.map((key) =>
          store.recordShown(key, { fingerprint: 'one', status: 'following', look: 'x' }, t0),
        ),
        ...keys.map((key) => store.toggleWatcher(key, 'U2', t0)),
      ]);
      expect([...(await staleKeys())].sort()).toEqual(keys);
      const notices = await Promise.all(keys.map(() => claim(t0 + 10_000)));
      const again = await Promise.all(keys.map(() => claim(t0 + 10_000)));
      const told = [...notices, ...again].flatMap((notice) => (notice ? [notice] : []));
      expect(told.every(({ userIds }) => userIds.length === 2)).toBe(true);
      expect(new Set(told.map(({ card }) => card.key)).size).toBe(told.length);
    });
  });
}
