import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../src/runs/plain-text.ts';
import { hostileText } from '../blocks/arbitrary-runs.ts';

describe('plain', () => {
  it.each([
    ['words', 'a b', 'a b'],
    ['outer white space', '  a b\t', 'a b'],
    ['line breaks', 'a\r\nb\n\nc', 'a b c'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a b c'],
    ['control characters', 'a\u0000b\u001b[31mc\u007fd\u0085e', 'a b [31mc d e'],
    ['direction marks', 'a\u202eb\u2066c\u2069d\u200fe\u061cf', 'a b c d e f'],
    ['half surrogates', 'a\ud83db\udc00c', 'a\ufffdb\ufffdc'],
    ['emoji', 'a 👩‍👩‍👧 b', 'a 👩‍👩‍👧 b'],
    ['only what cannot be seen', '\u0000\u202e \n', ''],
  ])('makes %s one line of whole, visible characters', (_, text, expected) => {
    expect(plain(text, 100)).toBe(expected);
  });

  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abcde…'],
    ['abcd efg', 6, 'abcd…'],
    ['abcd😀', 6, 'abcd😀'],
    ['abcd😀e', 6, 'abcd…'],
    ['😀😀😀', 4, '😀…'],
    ['ab', 1, '…'],
  ])('cuts %j to %d units, never inside a character', (text, maxLength, expected) => {
    expect(plain(text, maxLength)).toBe(expected);
  });

  it('marks a text as cut whose beginning cannot be seen', () => {
    expect(plain(`a${'\u0000'.repeat(100_000)}b`, 10)).toBe('a…');
  });

  it('is the same cut twice as cut once', () => {
    fc.assert(
      fc.property(hostileText, fc.nat({ max: 200 }), fc.nat({ max: 200 }), (text, length, more) => {
        const once = plain(text, length + 1);
        expect(plain(once, length + 1)).toBe(once);
        expect(plain(plain(text, length + more + 5), length + 1)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });
});
