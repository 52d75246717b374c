import { describe, expect, it } from 'vitest';
import { createInHand } from '../src/in-hand.ts';

const farAwayMs = 60_000;

describe('createInHand', () => {
  it('is drained at once where nothing is in hand', async () => {
    expect(await createInHand().drained(0)).toBe(true);
  });

  it('hands the work back and counts it until it settles', async () => {
    const inHand = createInHand();
    const work = Promise.withResolvers<string>();
    const tracked = inHand.track(work.promise);
    expect(tracked).toBe(work.promise);
    expect(inHand.size()).toBe(1);
    work.resolve('done');
    expect(await tracked).toBe('done');
    expect(inHand.size()).toBe(0);
  });

  it('counts failed work as finished, and leaves the failure to whoever tracked it', async () => {
    const inHand = createInHand();
    const tracked = inHand.track(Promise.reject(new Error('broken')));
    await expect(tracked).rejects.toThrow('broken');
    expect(inHand.size()).toBe(0);
    expect(await inHand.drained(farAwayMs)).toBe(true);
  });

  it('waits for all work', async () => {
    const inHand = createInHand();
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    inHand.track(first.promise);
    inHand.track(second.promise);
    let isDrained = false;
    const drained = inHand.drained(farAwayMs).then((inTime) => {
      isDrained = true;
      return inTime;
    });
    first.resolve();
    await first.promise;
    await new Promise(setImmediate);
    expect(isDrained).toBe(false);
    second.resolve();
    expect(await drained).toBe(true);
  });

  it('waits for work that other work begins while it is drained', async () => {
    const inHand = createInHand();
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    inHand.track(first.promise.then(() => void inHand.track(second.promise)));
    let isDrained = false;
    const drained = inHand.drained(farAwayMs).then((inTime) => {
      isDrained = true;
      return inTime;
    });
    first.resolve();
    await new Promise(setImmediate);
    expect(inHand.size()).toBe(1);
    expect(isDrained).toBe(false);
    second.resolve();
    expect(await drained).toBe(true);
  });

  it('gives up after the time, and the work is still counted', async () => {
    const inHand = createInHand();
    const work = Promise.withResolvers<void>();
    inHand.track(work.promise);
    expect(await inHand.drained(5)).toBe(false);
    expect(inHand.size()).toBe(1);
    work.resolve();
    expect(await inHand.drained(farAwayMs)).toBe(true);
  });
});
