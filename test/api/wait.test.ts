import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { orAbort, wait } from '../../src/api/wait.ts';

describe('wait', () => {
  it('ends after its time', async () => {
    await expect(wait(1, new AbortController().signal)).resolves.toBeUndefined();
  });

  it('ends with the reason of its signal, at once', async () => {
    const abort = new AbortController();
    const waiting = wait(60_000, abort.signal);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(wait(60_000, abort.signal)).rejects.toThrow('enough');
  });
});

describe('orAbort', () => {
  it('takes its listener off the signal when the promise has settled', async () => {
    const { signal } = new AbortController();
    const going = orAbort(Promise.resolve(5), signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    expect(await going).toBe(5);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
