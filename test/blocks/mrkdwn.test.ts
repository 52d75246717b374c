import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escaped, link, mention, moment, mrkdwn, webAddress } from '../../src/blocks/mrkdwn.ts';
import { plain } from '../../src/runs/plain-text.ts';
import { hostileText } from './arbitrary-runs.ts';
import { asRead, specialsOf } from './message-reading.ts';

describe('escaped', () => {
  it.each([
    [
      '<!channel> <@U1> <#C1> <!subteam^S1>',
      '&lt;!channel&gt; &lt;@U1&gt; &lt;#C1&gt; &lt;!subteam^S1&gt;',
    ],
    ['<https://evil.example|x>', '&lt;https://evil.example|x&gt;'],
    ['a && b', 'a &amp;&amp; b'],
    ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
    ['*bold* _it_ ~gone~', '∗bold∗ ˍitˍ ∼gone∼'],
    ['`code` ```block```', 'ˋcodeˋ ˋˋˋblockˋˋˋ'],
    ['snake_case a*b x~y', 'snake_case a*b x~y'],
    [':tada: :ハート: a::b', '꞉tada: ꞉ハート: a::b'],
    ['at 10:30, http://x', 'at 10:30, http://x'],
    ['> quoted', '› quoted'],
    ['>>> a > b', '››› a &gt; b'],
  ])('takes the power out of %j', (text, expected) => {
    expect(escaped(text, 200)).toBe(expected);
  });

  it.each([
    ['abc&', 8, 'abc&amp;'],
    ['abc&d', 8, 'abc…'],
    ['abc<d', 7, 'abc…'],
    ['&&&&', 11, '&amp;&amp;…'],
    ['&', 4, '…'],
    ['abc😀&', 9, 'abc😀…'],
  ])('cuts %j to %d as Slack counts, never inside an escape', (text, maxLength, expected) => {
    expect(escaped(text, maxLength)).toBe(expected);
  });

  it('is harmless, whole and within its length for every text', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 300 }), (text, maxLength) => {
        const safe = escaped(text, maxLength);
        expect(safe.length).toBeLessThanOrEqual(maxLength);
        expect(safe.isWellFormed()).toBe(true);
        expect(safe).not.toMatch(/[<>`\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(safe.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
        expect(safe).not.toMatch(/^\s|\s$|:[^\s:]{1,100}:/);
        const isShort = plain(text, 100_000).length <= plain(text, maxLength).length;
        expect(safe.endsWith('…') || isShort).toBe(true);
      }),
    );
  });

  it('keeps the words of a text that needs no change', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\p{L}\p{N}]([\p{L}\p{N} &<.()\]/›-]{0,60}[\p{L}\p{N}])?$/u),
        (text) => {
          fc.pre(text.isWellFormed() && !/\s\s/.test(text));
          expect(asRead(escaped(text, 2000))).toBe(text);
        },
      ),
    );
  });

  it('takes a title of megabytes without delay', () => {
    const title = ':<*_~`>'.repeat(500_000);
    expect(escaped(title, 150).length).toBeLessThanOrEqual(150);
  });
});

describe('link', () => {
  it.each([
    ['https://a.example/x', '<https://a.example/x|label>'],
    ['http://a.example/?a=1&b=2', '<http://a.example/?a=1&amp;b=2|label>'],
    ['https://a.example/a b|c<d>e', '<https://a.example/a%20b%7Cc%3Cd%3Ee|label>'],
    ['javascript:alert(1)', 'label'],
    ['data:text/html,x', 'label'],
    ['slack://channel?id=C1', 'label'],
    ['not a url', 'label'],
    ['', 'label'],
    [undefined, 'label'],
  ])('of %j is %s', (url, expected) => {
    expect(link(url, 'label', 700)).toBe(expected);
  });

  it('is only its label where the address has no room', () => {
    const url = `https://a.example/${'x'.repeat(32)}`;
    expect(link(url, 'label', 50)).toBe(`<${url}|label>`);
    expect(link(`${url}x`, 'label', 50)).toBe('label');
    expect(link('https://a.example/?&&&&&&&&&', 'label', 50)).toBe('label');
  });

  it('holds one target and one label for every address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true }), hostileText), (url) => {
        const text = link(url, 'label', 700);
        if (text !== 'label') {
          const [inside = ''] = specialsOf(text);
          expect(text).toBe(`<${inside}>`);
          expect(inside).toMatch(/^https?:\/\/[^\s|]+\|label$/);
        }
      }),
    );
  });
});

describe('webAddress', () => {
  it.each([
    ['https://a.example', 'https://a.example/'],
    ['HTTPS://A.example/b', 'https://a.example/b'],
    ['https://a.example/a\nb', 'https://a.example/ab'],
    ['ftp://a.example', undefined],
    ['https://', undefined],
    ['//a.example', undefined],
  ])('of %j is %j', (url, expected) => {
    expect(webAddress(url, 3000)).toBe(expected);
  });

  it('is measured in the form that goes out', () => {
    expect(webAddress(`https://a.example/${'ü'.repeat(600)}`, 3000)).toBeUndefined();
    expect(webAddress(`https://a.example/${'x'.repeat(2982)}`, 3000)).toHaveLength(3000);
    expect(webAddress(`https://a.example/${'x'.repeat(2983)}`, 3000)).toBeUndefined();
  });
});

describe('moment', () => {
  const timeMs = Date.UTC(2026, 2, 18, 9, 21, 12, 345);

  it('is shown in the reader’s time zone, with a fallback in UTC', () => {
    expect(moment(timeMs)).toBe(
      '<!date^1773825672^{date_short_pretty} at {time}|2026-03-18 09:21 UTC>',
    );
  });

  it('can leave out the day', () => {
    expect(moment(timeMs, 'time')).toBe('<!date^1773825672^{time}|09:21 UTC>');
  });

  it.each([
    [0, '<!date^0^{time}|00:00 UTC>'],
    [-1, '<!date^-1^{time}|23:59 UTC>'],
    [8.64e15, '<!date^8640000000000^{time}|00:00 UTC>'],
    [-8.64e15, '<!date^-8640000000000^{time}|00:00 UTC>'],
  ])('takes a moment as far off as %d ms', (far, expected) => {
    expect(moment(far, 'time')).toBe(expected);
    expect(moment(far)).toMatch(/\|[+-]?\d{4,6}-\d\d-\d\d \d\d:\d\d UTC>$/);
  });
});

describe('mention', () => {
  it.each([
    ['U0123ABC', '<@U0123ABC>'],
    ['W0123ABC', '<@W0123ABC>'],
    ['C0123ABC', 'somebody'],
    ['U1|x> <!channel', 'somebody'],
    ['', 'somebody'],
  ])('of %j is %s', (userId, expected) => {
    expect(mention(userId)).toBe(expected);
  });
});

describe('mrkdwn', () => {
  it('tells Slack to make no links of its own', () => {
    expect(mrkdwn('text')).toEqual({ type: 'mrkdwn', text: 'text', verbatim: true });
  });
});
