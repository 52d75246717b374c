import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runIdsIn } from '../../src/http/webhook-endpoint.ts';

describe('numbers in a body', () => {
  test.each([
    ['0', []],
    ['007 7', [7]],
    ['-5', [5]],
    ['1.5', [1, 5]],
    ['9007199254740991 9007199254740992', [9_007_199_254_740_991]],
    ['12345678901234567', []],
    ['"48213","48213",48214', [48213, 48214]],
    ['%2248213%22%3A48214', [48213, 48214]],
    ['https://dash.empirical.run/acme/test-runs/48213?x=1', [48213, 1]],
    ['２３ ٤٥', []],
  ])('of %j are %j', (body, runIds) => {
    expect(runIdsIn(Buffer.from(body))).toEqual(runIds);
  });

  test('are the first 200 different ones', () => {
    const numbers = Array.from({ length: 300 }, (_, index) => index + 1);
    expect(runIdsIn(Buffer.from([...numbers, ...numbers].join(' ')))).toEqual(
      numbers.slice(0, 200),
    );
  });

  test('are positive, safe, distinct and whole, whatever the bytes', () => {
    const digits = fc.array(fc.constantFrom('0', '1', '9', '12', ' ', '%', '-', '.', 'e', '"'));
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      digits.map((parts) => Buffer.from(parts.join(''))),
    );
    fc.assert(
      fc.property(bytes, (body) => {
        const runIds = runIdsIn(Buffer.from(body));
        expect(runIds.every((id) => Number.isSafeInteger(id) && id > 0)).toBe(true);
        expect(new Set(runIds).size).toBe(runIds.length);
        expect(runIds.length).toBeLessThanOrEqual(200);
      }),
    );
  });
});
