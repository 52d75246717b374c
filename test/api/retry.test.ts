import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextWaitMs, readRetryAfterMs } from '../../src/api/retry.ts';

const nowMs = Date.UTC(2026, 2, 18, 9, 0, 0);

describe('readRetryAfterMs', () => {
  it.each<[unknown, number | undefined]>([
    ['0', 0],
    ['7', 7_000],
    [' 7 ', 7_000],
    ['1.5', 1_500],
    ['9'.repeat(400), 86_400_000],
    ['Wed, 18 Mar 2026 09:00:07 GMT', 7_000],
    ['Wednesday, 18-Mar-26 09:00:07 GMT', 7_000],
    ['Wed Mar 18 09:00:07 2026 GMT', 7_000],
    ['Wed, 18 Mar 2026 08:00:00 GMT', 0],
    ['Wed, 18 Mar 2099 08:00:00 GMT', 86_400_000],
    ['Wed, 99 Mar 2026 08:00:00 GMT', undefined],
    ['-5', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['2026', 2_026_000],
    ['2026-03-18', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
    [['7', '8'], undefined],
  ])('reads %j as %s ms', (header, waitMs) => {
    expect(readRetryAfterMs(header, nowMs)).toBe(waitMs);
  });

  it('gives no wait below zero or above a day, whatever the header', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.date().map(String), fc.double().map(String)),
        (header) => {
          const waitMs = readRetryAfterMs(header, nowMs) ?? 0;
          expect(waitMs >= 0 && waitMs <= 86_400_000).toBe(true);
        },
      ),
    );
  });
});

describe('nextWaitMs', () => {
  const first = {
    attempts: 1,
    retryAfterMs: undefined,
    nowMs,
    deadlineAtMs: nowMs + 25_000,
    random: 0,
  };

  it.each([
    ['the least first wait', {}, 125],
    ['nearly the longest first wait', { random: 0.999999 }, 250],
    ['the least second wait', { attempts: 2 }, 250],
    ['nearly the longest second wait', { attempts: 2, random: 0.999999 }, 500],
    ['no third wait', { attempts: 3 }, undefined],
    ['a Retry-After that is longer than the back-off', { retryAfterMs: 3_000 }, 3_000],
    ['the back-off, if Retry-After is shorter', { retryAfterMs: 1 }, 125],
    ['the longest Retry-After', { retryAfterMs: 10_000 }, 10_000],
    ['no wait beyond that', { retryAfterMs: 10_001 }, undefined],
    ['no wait up to the deadline', { deadlineAtMs: nowMs + 125 }, undefined],
    ['a wait that ends just before', { deadlineAtMs: nowMs + 126 }, 125],
    ['no wait past the deadline', { retryAfterMs: 5_000, deadlineAtMs: nowMs + 4_000 }, undefined],
  ])('gives %s', (_, circumstances, waitMs) => {
    expect(nextWaitMs({ ...first, ...circumstances })).toBe(waitMs);
  });
});
