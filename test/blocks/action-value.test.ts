import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecall, writeRecall } from '../../src/blocks/action-value.ts';
import { anyAsking, anyReference } from './arbitrary-runs.ts';
import { testIdOf } from './sample-run.ts';

const good = { r: [{ i: 1 }] };

describe('what a button remembers', () => {
  it('comes back as it was, for up to three runs', () => {
    fc.assert(
      fc.property(
        fc.array(anyReference, { minLength: 1, maxLength: 3 }),
        anyAsking,
        (references, asking) => {
          const recall = { ...asking, references };
          expect(readRecall(writeRecall(recall))).toEqual(recall);
        },
      ),
    );
  });

  it('fits into a button and keeps every run, for up to ten', () => {
    fc.assert(
      fc.property(
        fc.array(anyReference, { minLength: 1, maxLength: 10 }),
        anyAsking,
        (references, asking) => {
          const value = writeRecall({ ...asking, references });
          expect(value.length).toBeLessThanOrEqual(2000);
          const read = readRecall(value);
          expect(read).toMatchObject(asking);
          expect(read?.references.map(({ id }) => id)).toEqual(references.map(({ id }) => id));
        },
      ),
    );
  });

  it('forgets the linked tests before the projects, where ten long links have no room', () => {
    const references = Array.from({ length: 10 }, (_, at) => ({
      id: Number.MAX_SAFE_INTEGER - at,
      slug: 's'.repeat(100),
      testId: testIdOf(at),
      testSlug: 't'.repeat(64),
    }));
    const recall = { references, askedBy: `U${'A'.repeat(30)}`, threadTs: '1773825260.000100' };
    const value = writeRecall(recall);
    expect(value.length).toBeLessThanOrEqual(2000);
    expect(readRecall(value)).toEqual({
      ...recall,
      references: references.map(({ id, slug }) => ({ id, slug })),
    });
  });
});

describe('a value that this bot did not write', () => {
  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['no JSON', 'refresh'],
    ['a number', '48213'],
    ['null', 'null'],
    ['no runs', '{"r":[]}'],
    ['eleven runs', JSON.stringify({ r: Array.from({ length: 11 }, () => ({ i: 1 })) })],
    ['an id of zero', '{"r":[{"i":0}]}'],
    ['an id below zero', '{"r":[{"i":-1}]}'],
    ['half an id', '{"r":[{"i":1.5}]}'],
    ['an id beyond safe numbers', '{"r":[{"i":9007199254740993}]}'],
    ['an id in words', '{"r":[{"i":"1"}]}'],
    ['a path for a project', '{"r":[{"i":1,"s":"../../login"}]}'],
    ['an endless project', JSON.stringify({ r: [{ i: 1, s: 's'.repeat(101) }] })],
    ['a test id of another form', '{"r":[{"i":1,"t":"<!channel>"}]}'],
    ['a handle of another form', '{"r":[{"i":1,"d":"a b"}]}'],
    ['a mention for an asker', JSON.stringify({ ...good, u: 'U1> <!channel' })],
    ['a channel for an asker', JSON.stringify({ ...good, u: 'C0123ABC' })],
    ['a false private', JSON.stringify({ ...good, p: true })],
    ['a life in words', JSON.stringify({ ...good, l: 'long' })],
    ['a thread in words', JSON.stringify({ ...good, th: 'now' })],
  ])('is not read: %s', (_, value) => {
    expect(readRecall(value)).toBeUndefined();
  });

  it('is never more than what a button remembers', () => {
    const value = JSON.stringify({ ...good, extra: '<!channel>', __proto__: { u: 'U1' } });
    expect(readRecall(value)).toEqual({ references: [{ id: 1 }] });
  });

  it('does no harm, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (value) => {
        expect(() => readRecall(value)).not.toThrow();
      }),
    );
  });
});
