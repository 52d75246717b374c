import { describe, expect, it } from 'vitest';
import { helpCard, notUnderstoodCard, quotedWords } from '../../src/blocks/help-card.ts';
import { textOf } from './message-reading.ts';

describe('the help card', () => {
  it('shows each way to ask', () => {
    const { text, blocks } = helpCard();
    const words = blocks.map(textOf).join('\n');
    for (const example of [
      '`/testrun 48213`',
      '`/testrun 48213 48214`',
      '`/testrun private 48213`',
      '`@Testrun 48213`',
      'link',
      '*Tell me when it ends*',
      'up to date',
    ]) {
      expect(words).toContain(example);
    }
    expect(text).toContain('/testrun 48213');
    expect(text).not.toContain('\n');
  });
});

describe('the card for words that were not understood', () => {
  it('begins with them, and goes on with the help', () => {
    const { text, blocks } = notUnderstoodCard(['foo', 'bar']);
    expect(text).toMatch(/^I couldn't read “foo”, “bar”\. /);
    expect(textOf(blocks[0])).toBe("I couldn't read “foo”, “bar”.");
    expect(blocks.slice(1)).toEqual(helpCard().blocks);
  });

  it.each([
    [[], 'that'],
    [['<!channel>'], '“&lt;!channel&gt;”'],
    [['`x` *y*'], '“ˋxˋ ∗y∗”'],
    [['a', 'b', 'c', 'd', 'e', 'f'], '“a”, “b”, “c”, “d”, “e”'],
    [['x'.repeat(200)], `“${'x'.repeat(99)}…”`],
  ])('quotes %j as %s', (words, quoted) => {
    expect(quotedWords(words)).toBe(quoted);
  });
});
