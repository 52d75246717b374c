import { describe, expect, it } from 'vitest';
import { RequestRefusedError } from '../../src/api/errors.ts';
import { readRecall } from '../../src/blocks/action-value.ts';
import {
  problemCard,
  remarks,
  stillReading,
  tellMeWords,
  textOnly,
} from '../../src/blocks/notices.ts';
import { problemWords } from '../../src/blocks/problem-words.ts';
import { buttonLabels, buttonsOf, textOf } from './message-reading.ts';

describe('the notice of a slow answer', () => {
  it.each([
    [[48213], 'Still reading run #48213 from Empirical…'],
    [[48213, 7], 'Still reading runs #48213, #7 from Empirical…'],
  ])('for %j', (ids, text) => {
    expect(stillReading(ids)).toEqual(textOnly(text));
  });
});

describe('a message of one paragraph', () => {
  it('is the same in blocks and in plain words', () => {
    expect(textOnly('Words.')).toEqual({
      text: 'Words.',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'Words.', verbatim: true } }],
    });
  });
});

describe('what a click on "Tell me when it ends" is answered with', () => {
  it.each([
    [
      'added',
      tellMeWords.added(48213),
      /^You will be told .* thread, when run #48213 ends\. .* again to take that back\.$/,
    ],
    [
      'removed',
      tellMeWords.removed(48213),
      /^You were among those who are told .* and are not any more\. Press the button again/,
    ],
    ['full', tellMeWords.full(48213), /^50 people .* run #48213 .*Ask for the run again/],
    ['ended', tellMeWords.ended(48213), /^Run #48213 has ended already\. Press Refresh/],
    ['away', tellMeWords.away, /database is away .* again in a moment\.$/],
    ['cannot tell here', tellMeWords.cannotTellHere, /^I cannot write .* Invite the bot/],
  ])('says what became of the wish: %s', (_, text, expected) => {
    expect(text).toMatch(expected);
  });
});

describe('remarks', () => {
  it.each([
    ['nothing', 0, [], []],
    [
      'one run too many',
      1,
      [],
      ['I looked up the first five runs only. Ask again for the other one.'],
    ],
    ['runs too many', 7, [], ['I looked up the first five runs only. Ask again for the other 7.']],
    ['a part that was not read', 0, ['please'], ['I couldn’t read “please”.']],
    [
      'both',
      2,
      ['a', 'b'],
      [
        'I looked up the first five runs only. Ask again for the other 2.',
        'I couldn’t read “a”, “b”.',
      ],
    ],
    ['hostile parts', 0, ['<!channel>', '*b*\n'], ['I couldn’t read “&lt;!channel&gt;”, “∗b∗”.']],
  ])('about %s', (_, leftOut, unread, lines) => {
    expect(remarks({ leftOut, unread })).toEqual(lines.map((line) => line.replace('’', "'")));
  });
});

describe('the card of what went wrong', () => {
  const problems = [
    { text: 'One.', canTryAgain: true },
    { text: 'Two.', canTryAgain: false },
  ];

  it('has a line for each problem and remark, and one sentence after the other in its text', () => {
    const { text, blocks } = problemCard(problems, ['Three.'], undefined);
    expect(text).toBe('One. Two. Three.');
    expect(blocks.map(textOf)).toEqual(['One.\nTwo.\nThree.']);
  });

  it('offers to try again where that can help, and remembers what', () => {
    const recall = { references: [{ id: 1 }, { id: 2 }], askedBy: 'U0123ABC' };
    const { blocks } = problemCard(problems, [], recall);
    expect(buttonLabels(blocks)).toEqual(['Try again']);
    expect(readRecall(buttonsOf(blocks)[0]?.value)).toEqual(recall);
  });

  it('fits into one section and one line of text at its longest', () => {
    const runId = Number.MAX_SAFE_INTEGER;
    const worst = problemWords(new RequestRefusedError('&'.repeat(5000)), {
      runId,
      projectSlugIsSet: true,
      referenceId: 'ab12cd34',
    });
    const unread = Array.from({ length: 9 }, () => '<'.repeat(5000));
    const { text, blocks } = problemCard(
      Array.from({ length: 5 }, () => worst),
      remarks({ leftOut: runId, unread }),
      undefined,
    );
    expect(textOf(blocks[0]).length).toBeLessThanOrEqual(3000);
    expect(text.length).toBeLessThanOrEqual(4000);
    expect(text).not.toContain('\n');
  });
});
