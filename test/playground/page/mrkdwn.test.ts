import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mrkdwn, plainText, safeHref } from '../../../playground/page/render/mrkdwn.ts';

const context = {
  reader: { timeZone: 'Europe/Berlin', nowMs: Date.parse('2026-03-18T10:00:00Z') },
  nameOf: (id: string) => ({ U1: 'Robin <3', C1: 'on-call' })[id],
};
const draw = (text: string) => mrkdwn(text, context).markup;
const a = (href: string, label: string) =>
  `<a href="${href}" target="_blank" rel="noopener noreferrer">${label}</a>`;

describe('mrkdwn', () => {
  it.each([
    ['*bold* _italic_ ~gone~', '<strong>bold</strong> <em>italic</em> <s>gone</s>'],
    ['*a _b_ c*', '<strong>a <em>b</em> c</strong>'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['* not bold *', '* not bold *'],
    ['`*code*`', '<code>*code*</code>'],
    ['```\na *b*\n```', '<pre class="code-block">a *b*\n</pre>'],
    ['one\ntwo', 'one<br>two'],
    ['&gt; said\nthen', '<blockquote>said</blockquote>then'],
    ['&lt;b&gt; &amp;amp;', '&lt;b&gt; &amp;amp;'],
    ['<https://x.test/?a=*1&amp;b=*2|*Run*>', a('https://x.test/?a=*1&amp;b=*2', '*Run*')],
    ['*<https://x.test|run>*', `<strong>${a('https://x.test', 'run')}</strong>`],
    ['see https://x.test/a_b_c.', `see ${a('https://x.test/a_b_c', 'https://x.test/a_b_c')}.`],
    ['<mailto:a@b.test|a@b.test>', a('mailto:a@b.test', 'a@b.test')],
    ['<@U1>', '<span class="mention">@Robin &lt;3</span>'],
    ['<@U9|kim>', '<span class="mention">@kim</span>'],
    ['<#C1|gone>', '<span class="mention">#on-call</span>'],
    ['<!channel>', '<span class="mention mention-all">@channel</span>'],
    ['<!subteam^S1|@qa>', '<span class="mention mention-all">@qa</span>'],
    ['<javascript:alert(1)|click>', '&lt;javascript:alert(1)|click&gt;'],
    ['12:30:45 :no_such_emoji:', '12:30:45 :no_such_emoji:'],
    [':tada:', '<span class="emoji" role="img" aria-label="tada">🎉</span>'],
  ])('%j becomes %j', (text, markup) => {
    expect(draw(text)).toBe(markup);
  });

  it('leaves bare addresses as text where the text object is verbatim', () => {
    const text = 'see https://x.test/a*b* and <https://x.test|this>';
    expect(mrkdwn(text, context, true).markup).toBe(
      `see https://x.test/a*b* and ${a('https://x.test', 'this')}`,
    );
  });

  it("shows a date on the reader's clock, with the fallback as its title", () => {
    const text = '<!date^1773824060^{date_pretty} at {time}^https://x.test|at 08:54>';
    const time =
      '<time datetime="2026-03-18T08:54:20.000Z" title="at 08:54">today at 9:54 AM</time>';
    expect(draw(text)).toBe(a('https://x.test', time));
  });

  it('falls back to the words of a date that cannot be read', () => {
    expect(draw('<!date^soon^{time}|some day>')).toBe('some day');
  });

  it('never lets text become a tag, an attribute or a script address', () => {
    const bits = fc.constantFrom(
      ...['<', '>', '"', "'", '&', '*', '_', '~', '`', '```', '|', '\n', ':x:', '\uE000', '\uE001'],
      ...[
        '<script>',
        '<img onerror=',
        'javascript:',
        'https://',
        '<https://',
        '<!date^1^',
        '<@',
        '0',
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(bits, fc.string()), { maxLength: 30 }), (parts) => {
        const markup = draw(parts.join(''));
        const tags = markup.match(/<\/?[a-z]+/g) ?? [];
        expect(tags.filter((tag) => !known.test(tag))).toEqual([]);
        expect(markup).not.toMatch(/href="(?!https?:|mailto:)/i);
        expect(markup.replaceAll(whole, '')).not.toMatch(/[<>"']/);
      }),
      { numRuns: 500 },
    );
  });

  it('takes no more than a moment for long text that never closes what it opens', () => {
    const started = performance.now();
    for (const piece of ['*a', '_b ', '<', '`', '~x~', '&gt;\n', 'https://']) {
      draw(piece.repeat(4000));
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

const known = /^<\/?(?:a|strong|em|s|code|pre|br|blockquote|span|time|svg|path|rect|circle)$/;
const whole = /<\/?[a-z]+(?: [a-z-]+="[^"<>]*")*\/?>/gi;

describe('plain text', () => {
  it('knows no markup but emoji and line breaks', () => {
    expect(plainText('*a* <b>\n:tada:').markup).toBe(
      '*a* &lt;b&gt;<br><span class="emoji" role="img" aria-label="tada">🎉</span>',
    );
    expect(plainText(':tada:', false).markup).toBe(':tada:');
  });
});

describe('an address for href', () => {
  it.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    ' javascript:x',
    'data:text/html,x',
    '//x',
    'vbscript:x',
  ])('is not %j', (url) => {
    expect(safeHref(url)).toBeUndefined();
  });
});
