import { describe, expect, it } from 'vitest';
import { createRecent } from '../../src/api/recent.ts';
import { createRunCache, type RunCacheOptions } from '../../src/api/run-cache.ts';

interface Run {
  readonly read: number;
  readonly isTerminal: boolean;
}

/** A cache over reads that the test answers by hand, in the order in which they were started. */
function startCache(options: Partial<RunCacheOptions<Run>> = {}) {
  const reads: (PromiseWithResolvers<Run> & { runId: number; signal: AbortSignal })[] = [];
  let nowMs = 0;
  const cache = createRunCache<Run>({
    read: (runId, signal) => {
      const read = { ...Promise.withResolvers<Run>(), runId, signal };
      reads.push(read);
      signal.addEventListener('abort', () => read.reject(signal.reason));
      return read.promise;
    },
    now: () => nowMs,
    isTerminal: (run) => run.isTerminal,
    weigh: () => 1,
    ...options,
  });
  const finish = (at: number, isTerminal = true) => reads[at]?.resolve({ read: at, isTerminal });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { cache, reads, finish, pass };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('createRunCache', () => {
  it('shares one read for each run', async () => {
    const { cache, reads, finish } = startCache();
    const asked = [cache.get(1), cache.get(1), cache.get(2)];
    await turn();
    asked.push(cache.get(1));
    expect(reads.map((read) => read.runId)).toEqual([1, 2]);
    finish(0);
    finish(1);
    expect((await Promise.all(asked)).map((run) => run.read)).toEqual([0, 0, 1, 0]);
  });

  it.each([
    ['terminal', true, 15_000],
    ['unfinished', false, 2_000],
  ])('reuses a %s run for a while after its arrival', async (_, isTerminal, freshForMs) => {
    const { cache, reads, finish, pass } = startCache();
    const first = cache.get(1);
    pass(60_000);
    finish(0, isTerminal);
    await first;
    pass(freshForMs - 1);
    expect((await cache.get(1)).read).toBe(0);
    pass(1);
    void cache.get(1);
    expect(reads).toHaveLength(2);
  });

  it('shares a failure with those who wait, and does not keep it', async () => {
    const { cache, reads, finish } = startCache();
    const asked = [cache.get(1), cache.get(1)];
    const failure = new Error('failed');
    reads[0]?.reject(failure);
    const again = asked[0]?.catch(() => cache.get(1));
    await expect(asked[1]).rejects.toBe(failure);
    finish(1);
    expect((await again)?.read).toBe(1);
  });

  it('reads anew for a fresh request, past what is kept and past what is in flight', async () => {
    const { cache, reads, finish } = startCache();
    const first = cache.get(1);
    finish(0);
    await first;
    const fresh = cache.get(1, { fresh: true });
    await turn();
    const fresher = cache.get(1, { fresh: true });
    expect(reads).toHaveLength(3);
    finish(1);
    finish(2);
    expect([(await fresh).read, (await fresher).read]).toEqual([1, 2]);
  });

  it('gives thirty impatient fresh requests two reads at once and one after', async () => {
    const { cache, reads, finish } = startCache();
    const asked: Promise<Run>[] = [];
    for (let click = 0; click < 30; click += 1) {
      asked.push(cache.get(1, { fresh: true }));
      await turn();
    }
    expect(reads).toHaveLength(2);
    finish(0);
    await turn();
    expect(reads).toHaveLength(3);
    finish(1);
    await turn();
    expect(reads).toHaveLength(3);
    finish(2);
    const given = (await Promise.all(asked)).map((run) => run.read);
    expect(given).toEqual([0, 1, ...Array.from({ length: 28 }, () => 2)]);
    expect((await cache.get(1)).read).toBe(2);
  });

  it('counts each run alone', async () => {
    const { cache, reads } = startCache();
    for (const runId of [1, 2, 1, 2, 1, 2]) {
      void cache.get(runId, { fresh: true });
      await turn();
    }
    expect(reads.map((read) => read.runId)).toEqual([1, 2, 1, 2]);
  });

  it('does not let a fresh request wait for a read that hangs, while another ends', async () => {
    const { cache, reads, finish } = startCache();
    void cache.get(1);
    await turn();
    void cache.get(1, { fresh: true });
    await turn();
    const third = cache.get(1, { fresh: true });
    finish(1);
    await turn();
    expect(reads).toHaveLength(3);
    finish(2);
    expect((await third).read).toBe(2);
  });

  it('starts the next read when one ends badly too, and shares how it fails', async () => {
    const { cache, reads } = startCache();
    const asked: Promise<unknown>[] = [];
    for (let click = 0; click < 4; click += 1) {
      asked.push(cache.get(1, { fresh: true }).catch((error: unknown) => error));
      await turn();
    }
    reads[0]?.reject(new Error('first'));
    reads[1]?.reject(new Error('second'));
    await turn();
    expect(reads).toHaveLength(3);
    const failure = new Error('third');
    reads[2]?.reject(failure);
    expect([await asked[2], await asked[3]]).toEqual([failure, failure]);
    void cache.get(1);
    expect(reads).toHaveLength(4);
  });

  it('lets other callers join the newest read in flight, not the one to come', async () => {
    const { cache, finish } = startCache();
    for (let click = 0; click < 3; click += 1) {
      void cache.get(1, { fresh: true });
      await turn();
    }
    const joined = cache.get(1);
    finish(1);
    expect((await joined).read).toBe(1);
  });

  it('lets a caller go who waits for the next read', async () => {
    const { cache, reads, finish } = startCache();
    void cache.get(1, { fresh: true });
    await turn();
    void cache.get(1, { fresh: true });
    await turn();
    const impatient = new AbortController();
    const waiting = cache.get(1, { fresh: true, signal: impatient.signal });
    const reason = new Error('lost patience');
    impatient.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    finish(0);
    await turn();
    reads[2]?.reject(new Error('nobody waits'));
    await turn();
  });

  it('shares one read among fresh requests of the same turn', () => {
    const { cache, reads } = startCache();
    void cache.get(1, { fresh: true });
    void cache.get(1, { fresh: true });
    expect(reads).toHaveLength(1);
  });

  it('lets other callers join a fresh read', async () => {
    const { cache, reads, finish } = startCache();
    void cache.get(1);
    await turn();
    void cache.get(1, { fresh: true });
    await turn();
    const joined = cache.get(1);
    expect(reads).toHaveLength(2);
    finish(1);
    expect((await joined).read).toBe(1);
  });

  it('keeps the result of the read that was started last, even when an older one comes in later', async () => {
    const { cache, finish, pass } = startCache();
    const slow = cache.get(1);
    await turn();
    const fresh = cache.get(1, { fresh: true });
    finish(1, false);
    await fresh;
    pass(5_000);
    finish(0);
    expect((await slow).read).toBe(0);
    const next = cache.get(1);
    finish(2);
    expect((await next).read).toBe(2);
  });

  it('replaces an older result by a newer one', async () => {
    const { cache, finish } = startCache();
    const older = cache.get(1);
    await turn();
    const newer = cache.get(1, { fresh: true });
    finish(0);
    await older;
    expect((await cache.get(1)).read).toBe(0);
    finish(1);
    await newer;
    expect((await cache.get(1)).read).toBe(1);
  });

  it('lets one caller go without ending the read', async () => {
    const { cache, reads, finish } = startCache();
    const impatient = new AbortController();
    const first = cache.get(1, { signal: impatient.signal });
    const second = cache.get(1);
    const reason = new Error('lost patience');
    impatient.abort(reason);
    await expect(first).rejects.toBe(reason);
    expect(reads[0]?.signal.aborted).toBe(false);
    finish(0);
    expect((await second).read).toBe(0);
  });

  it('starts nothing for a caller who has already given up', async () => {
    const { cache, reads } = startCache();
    const reason = new Error('too late');
    await expect(cache.get(1, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(reads).toEqual([]);
  });

  it('leaves no unhandled rejection when all callers have gone and the read fails', async () => {
    const { cache, reads, finish } = startCache();
    const impatient = new AbortController();
    const only = cache.get(1, { signal: impatient.signal });
    impatient.abort(new Error('gone'));
    await expect(only).rejects.toThrow('gone');
    reads[0]?.reject(new Error('failed'));
    await turn();
    const next = cache.get(1);
    finish(1);
    expect((await next).read).toBe(1);
  });

  it('ends what is in flight when it closes, and refuses what comes later', async () => {
    const { cache, reads } = startCache();
    const waiting = cache.get(1).catch((error: unknown) => error);
    const reason = new Error('closed');
    await cache.close(reason);
    expect(reads[0]?.signal.reason).toBe(reason);
    expect(await waiting).toBe(reason);
    await expect(cache.get(1)).rejects.toBe(reason);
    expect(reads).toHaveLength(1);
  });

  it('starts no read that was still to come when it closes', async () => {
    const { cache, reads } = startCache();
    const asked: Promise<unknown>[] = [];
    for (let click = 0; click < 3; click += 1) {
      asked.push(cache.get(1, { fresh: true }).catch((error: unknown) => error));
      await turn();
    }
    const reason = new Error('closed');
    await cache.close(reason);
    expect(await Promise.all(asked)).toEqual([reason, reason, reason]);
    expect(reads).toHaveLength(2);
  });

  it('forgets the runs that went unused for longest, beyond 500', async () => {
    const { cache, reads, finish } = startCache();
    for (let id = 1; id <= 500; id += 1) {
      const asked = cache.get(id);
      finish(id - 1);
      await asked;
    }
    await cache.get(1);
    const asked = cache.get(501);
    finish(500);
    await asked;
    await cache.get(1);
    expect(reads).toHaveLength(501);
    void cache.get(2);
    expect(reads).toHaveLength(502);
  });
});

describe('createRecent', () => {
  function startRecent() {
    let nowMs = 0;
    const recent = createRecent<string>({
      maxEntries: 3,
      maxWeight: 10,
      weigh: (text) => text.length,
      now: () => nowMs,
    });
    const pass = (ms: number) => {
      nowMs += ms;
    };
    return { recent, pass };
  }

  it('keeps within its weight, and does not keep what alone is too heavy', () => {
    const { recent } = startRecent();
    recent.set(1, 'aaaa', 100);
    recent.set(2, 'bbbb', 100);
    recent.set(3, 'cccc', 100);
    expect([recent.get(1), recent.get(2), recent.get(3)]).toEqual([undefined, 'bbbb', 'cccc']);
    recent.set(4, 'd'.repeat(11), 100);
    expect(recent.get(4)).toBeUndefined();
  });

  it('counts a replaced value only once', () => {
    const { recent } = startRecent();
    for (let again = 0; again < 10; again += 1) {
      recent.set(1, 'aaaa', 100);
    }
    recent.set(2, 'bbbb', 100);
    expect([recent.get(1), recent.get(2)]).toEqual(['aaaa', 'bbbb']);
  });

  it('drops what is too old before what is still good', () => {
    const { recent, pass } = startRecent();
    recent.set(1, 'a', 1_000);
    recent.set(2, 'b', 10);
    recent.set(3, 'c', 1_000);
    pass(10);
    expect(recent.get(2)).toBeUndefined();
    recent.set(4, 'd', 1_000);
    expect([recent.get(1), recent.get(3), recent.get(4)]).toEqual(['a', 'c', 'd']);
  });
});
