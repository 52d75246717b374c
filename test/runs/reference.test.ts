import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRequest, type RunReference, stripMention } from '../../src/runs/reference.ts';

const options = { dashboardOrigins: ['https://dash.empirical.run'] };
const page = 'https://dash.empirical.run/acme/test-runs/48213';
const testId = 'a30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee';
const linked = { id: 48213, slug: 'acme' };
const parse = (text: string) => parseRequest(text, options);

function shown(
  references: readonly RunReference[],
  rest: { isPrivate?: boolean; leftOut?: number; unread?: readonly string[] } = {},
) {
  return { kind: 'runs', references, isPrivate: false, leftOut: 0, unread: [], ...rest };
}

describe('parseRequest', () => {
  it.each([
    '48213',
    '#48213',
    'run 48213',
    'Run #48213',
    'RUN: 48213',
    '  48213  ',
    '48213.',
    '48213?',
    '(48213)',
    '`48213`',
    '*48213*',
    '"48213"',
    '“#48213”',
    '‘48213’',
    '«48213»',
    '\u200b48213\u2069',
    '48213,48213 , 48213',
  ])('reads %j as that run', (text) => {
    expect(parse(text)).toEqual(shown([{ id: 48213 }]));
  });

  it.each([
    page,
    `<${page}>`,
    `<${page}|${page}>`,
    `<${page}|the run page, at last>`,
    `run ${page}`,
    `run <${page}>`,
    `${page}.`,
    `${page}!?`,
    `(${page})`,
    `"${page}"`,
    `“${page}”,`,
    `\`${page}\``,
    `&lt;${page}&gt;`,
    `${page}?status=failed&amp;group_by=none`,
    `<${page}?status=failed&amp;group_by=none>`,
    `<https://dash.empirical.run/login?returnTo=%2Facme%2Ftest-runs%2F48213>`,
    `${page}/debug/html`,
  ])('reads %j as that run page', (text) => {
    expect(parse(text)).toEqual(shown([linked]));
  });

  it('keeps the test that a link points at', () => {
    const text = `<${page}?status=failed&amp;test_id=${testId}>`;
    expect(parse(text)).toEqual(shown([{ ...linked, testId }]));
  });

  it('reads several runs, each once, in the order of naming', () => {
    expect(parse(`7, #8 run 9,${page} 7`)).toEqual(
      shown([{ id: 7 }, { id: 8 }, { id: 9 }, linked]),
    );
  });

  it('fills what an earlier naming of the same run left open', () => {
    expect(parse(`48213 ${page}?test_id=${testId}`)).toEqual(shown([{ ...linked, testId }]));
    const otherTestId = testId.replace('a', 'b');
    expect(parse(`${page}?test_id=${testId} ${page}?test_id=${otherTestId}`)).toEqual(
      shown([{ ...linked, testId }]),
    );
  });

  it('shows five runs and counts the rest', () => {
    const five = [1, 2, 3, 4, 5].map((id) => ({ id }));
    expect(parse('1 2 3 4 5')).toEqual(shown(five));
    expect(parse('1 2 3 4 5 6 7 1 6')).toEqual(shown(five, { leftOut: 2 }));
  });

  it('splits links at commas, but never takes a number out of a query for a run', () => {
    expect(parse(`${page},7`)).toEqual(shown([linked, { id: 7 }]));
    expect(parse(`<${page}>,<${page}>,7`)).toEqual(shown([linked, { id: 7 }]));
    expect(parse(`${page}?shards=1,2`)).toEqual(shown([linked]));
    expect(parse(`${page}?a=b,${page.replace('48213', '9')}`)).toEqual(
      shown([linked, { id: 9, slug: 'acme' }]),
    );
  });

  it.each([
    'private 48213',
    '48213 private',
    'PRIVATE 48213',
    '48213, Private.',
    'private run 48213',
    '#private 48213',
    '48213 #PRIVATE',
    '--private 48213',
    '48213 -private',
    '48213 —private—',
    '48213 (private)',
    '48213 "private"',
    "48213,'private'",
    'private: 48213',
    '/private 48213',
    '48213 \\private',
    '48213 @private!',
    '48213 =private=',
    '48213 pri\u200bvate',
    '48213 pri-vate',
  ])('keeps %j to the asker', (text) => {
    expect(parse(text)).toEqual(shown([{ id: 48213 }], { isPrivate: true }));
  });

  it.each(['privately', 'private5', '5private', 'privаte', 'nonprivate'])(
    'takes no other word for private: %s',
    (word) => {
      expect(parse(`48213 ${word}`)).toEqual(shown([{ id: 48213 }], { unread: [word] }));
    },
  );

  it('tells what it did not read among readable parts', () => {
    expect(parse('48213 please')).toEqual(shown([{ id: 48213 }], { unread: ['please'] }));
    expect(parse('what about run 48213 &amp; run <@U1|ann>?')).toEqual(
      shown([{ id: 48213 }], { unread: ['what', 'about', '&', 'run', '<@U1|ann>'] }),
    );
    expect(parse('run run 48213 run')).toEqual(shown([{ id: 48213 }], { unread: ['run', 'run'] }));
    expect(parse('7 <https://evil.example/acme/test-runs/5|5>')).toEqual(
      shown([{ id: 7 }], { unread: ['https://evil.example/acme/test-runs/5'] }),
    );
  });

  it('bounds what it tells about unread parts and splits no character', () => {
    const long = `x${'😀'.repeat(60)}`;
    const request = parse(`1 ${long} a b c d e f`);
    expect(request).toEqual(
      shown([{ id: 1 }], { unread: [`x${'😀'.repeat(39)}…`, 'a', 'b', 'c', 'd'] }),
    );
  });

  it.each(['', '   ', '\n', 'help', 'HELP', 'help!', 'help 48213', 'private', 'private help'])(
    'takes %j as a wish for help',
    (text) => {
      expect(parse(text)).toEqual({ kind: 'help' });
    },
  );

  it.each([
    ...[
      '0',
      '-3',
      '1e9',
      '12.5',
      '007',
      '٤٥',
      '1'.repeat(25),
      '9007199254740993',
      '+5',
      '0x10',
      '##5',
    ],
    ...['run', 'run-5', 'run48213', 'nonsense', '5/6', '½', '4८', '<@U0BOT>'],
    'https://dash.empirical.run/api/test-runs/48213',
    'https://dash.empirical.run.evil.example/acme/test-runs/48213',
    'https://reports.empirical.run/acme-shop/21740098815/index.html',
  ])('cannot read %j', (text) => {
    expect(parse(text)).toEqual({ kind: 'unreadable', unread: [text] });
  });

  it('cannot read bare punctuation', () => {
    expect(parse(' ?! ')).toEqual({ kind: 'unreadable', unread: ['?!'] });
  });

  it('never throws, and gives only positive safe integers within its bounds', () => {
    const piece = fc.oneof(
      fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
      fc.constantFrom(
        '<',
        '>',
        '|',
        ',',
        '#',
        '&amp;',
        '&lt;',
        'run ',
        'private ',
        page,
        '12 ',
        '"',
      ),
      fc.integer().map((id) => `${id} `),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const request = parse(pieces.join(''));
        if (request.kind === 'help') {
          return;
        }
        expect(request.unread.length).toBeLessThanOrEqual(5);
        for (const part of request.unread) {
          expect(part.length).toBeLessThanOrEqual(80);
        }
        if (request.kind === 'unreadable') {
          return;
        }
        const ids = request.references.map((reference) => reference.id);
        expect(ids.length).toBeGreaterThan(0);
        expect(ids.length).toBeLessThanOrEqual(5);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) {
          expect(Number.isSafeInteger(id) && id > 0).toBe(true);
        }
      }),
    );
  });

  it.each([
    ['<', '<'.repeat(200_000)],
    ['<a', '<a'.repeat(100_000)],
    ['<a|', '<a|'.repeat(100_000)],
    ['one open bracket', `<${'a'.repeat(200_000)}`],
    ['dots', `${'.'.repeat(200_000)}a`],
    ['dots around letters', `${'.'.repeat(100_000)}a${'.'.repeat(100_000)}a`],
    ['commas', ','.repeat(200_000)],
    ['a query of commas', `https://x?${',a'.repeat(100_000)}`],
    ['numbers', '1 '.repeat(100_000)],
    ['ampersands', '&amp;'.repeat(50_000)],
    ['blanks', ' '.repeat(200_000)],
  ])('reads a very long text of %s without stalling', (_, text) => {
    const startedAtMs = performance.now();
    parse(text);
    stripMention(text, 'U1');
    expect(performance.now() - startedAtMs).toBeLessThan(10_000);
  });
});

describe('stripMention', () => {
  it.each([
    ['<@U0BOT> 48213', '48213'],
    ['<@U0BOT|testrun> 48213', '48213'],
    ['48213 <@U0BOT>', '48213'],
    ['hey<@U0BOT>48213', 'hey 48213'],
    ['<@U0BOT> ask <@U1> <@U0BOT>', 'ask <@U1>'],
    ['<@U0BOTX> 5', '<@U0BOTX> 5'],
    ['no mention', 'no mention'],
  ])('makes %j into %j', (text, rest) => {
    expect(stripMention(text, 'U0BOT').trim()).toBe(rest);
  });
});
