import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger, type Logger, type LoggerOptions } from '../src/log.ts';

const botToken = 'xoxb-1111-2222-abcdefgh';
const apiKey = 'plain-looking-api-key';
const oddSecret = 'quote" slash\\ tab\t ümlaut/+=';

interface Recorded {
  readonly log: Logger;
  readonly lines: string[];
}

function recorded(options: Partial<LoggerOptions> = {}): Recorded {
  const lines: string[] = [];
  const log = createLogger({
    level: 'debug',
    readable: false,
    secrets: [botToken, apiKey, oddSecret],
    ...options,
    write: (line) => lines.push(line),
  });
  return { log, lines };
}

/** What one call to the logger wrote, read back. */
function written(write: (log: Logger) => void, options?: Partial<LoggerOptions>) {
  const { log, lines } = recorded(options);
  write(log);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

describe('createLogger', () => {
  it('writes one JSON object a line', () => {
    const { log, lines } = recorded();
    log.info({ run: 48213, channel: 'C1' }, 'two\nlines');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\n]+\n$/);
    const line = JSON.parse(lines[0] ?? '');
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      run: 48213,
      channel: 'C1',
      msg: 'two\nlines',
    });
  });

  const levels = ['debug', 'info', 'warn', 'error'] as const;

  it.each(levels)('writes from level %s upwards', (level) => {
    const { log, lines } = recorded({ level });
    for (const each of levels) {
      log[each]({}, 'words');
    }
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(
      levels.slice(levels.indexOf(level)),
    );
  });

  it('writes errors with stack and causes', () => {
    const error = new TypeError('outer', { cause: new Error('inner') });
    const line = written((log) => log.error({ error }, 'it broke'));
    expect(line.error).toMatchObject({
      type: 'TypeError',
      message: 'outer',
      stack: expect.stringContaining('log.test.ts'),
      cause: { type: 'Error', message: 'inner' },
    });
  });

  it('survives fields that JSON cannot hold', () => {
    const circle: Record<string, unknown> = { size: 10n };
    circle['self'] = circle;
    expect(written((log) => log.info({ circle }, 'round')).msg).toBe('round');
  });
});

describe('readable text', () => {
  it('puts time, level, words and facts on one line', () => {
    const { log, lines } = recorded({ readable: true });
    log.warn({ run: 48213, code: 'not_in_channel' }, 'a card could not be posted');
    expect(lines).toEqual([
      expect.stringMatching(
        /^\d\d:\d\d:\d\d WARN {2}a card could not be posted run=48213 code="not_in_channel"\n$/,
      ),
    ]);
  });

  it('shows the stack of an error and of its causes under it', () => {
    const { log, lines } = recorded({ readable: true });
    log.error({ error: new Error('outer', { cause: new Error('inner') }) }, 'it broke');
    const [head, ...rest] = (lines[0] ?? '').split('\n');
    expect(head).toMatch(/ ERROR it broke$/);
    expect(rest[0]).toBe('      Error: outer');
    expect(rest).toContain('    caused by');
    expect(rest).toContain('      Error: inner');
  });

  it('shows an error that is no Error as a fact', () => {
    const { log, lines } = recorded({ readable: true });
    log.error({ error: 'only words' }, 'it broke');
    expect(lines[0]).toMatch(/ ERROR it broke error="only words"\n$/);
  });

  it('hides secrets like JSON lines do', () => {
    const { log, lines } = recorded({ readable: true });
    log.error({ error: new Error(`refused ${botToken}`), key: apiKey }, `with ${oddSecret}`);
    const text = lines.join('');
    expect(text).not.toContain(botToken);
    expect(text).not.toContain(apiKey);
    expect(text).not.toContain('ümlaut');
    expect(text).toContain('[hidden]');
  });
});

const unknownSecrets = [
  ['a bot token', 'xoxb-9999-8888-ZYXWVUT', 'ZYXWVUT'],
  ['a user token', 'xoxp-9999-8888-ZYXWVUT', 'ZYXWVUT'],
  ['an app token', 'xapp-1-A0-99-ZYXWVUT', 'ZYXWVUT'],
  ['a rotated token', 'xoxe.xoxb-1-ZYXWVUT', 'ZYXWVUT'],
  ['a token right behind a letter', 'tokenxoxb-1-ZYXWVUT', 'ZYXWVUT'],
  ['a bearer header', 'Authorization: Bearer abc.ZYXWVUT', 'ZYXWVUT'],
  ['a webhook secret', 'whsec_QUJDZYXWVUT', 'ZYXWVUT'],
  ['a webhook secret in plain base64', 'whsec_QUJD+/ZYXWVUT==', 'ZYXWVUT'],
  ['a response_url', 'https://hooks.slack.com/commands/T0/123/ZYXWVUT', 'ZYXWVUT'],
  ['an action response_url', 'https://hooks.slack.com/actions/T0ABC/123/ZYXWVUT', 'ZYXWVUT'],
  ['an incoming webhook', 'https://hooks.slack.com/services/T0ABC/B0/ZYXWVUT', 'ZYXWVUT'],
  ['a signed URL', 'https://reports.example/run.json?sig=ZYXWVUT&e=1', 'ZYXWVUT'],
  ['a Socket Mode URL', 'wss://wss.slack.com/link/?ticket=ZYXWVUT', 'ZYXWVUT'],
  ['a database URL', 'postgres://bot:ZYXWVUT@db.example/testrun', 'ZYXWVUT'],
  ['a database URL with a mark in it', 'postgresql://bot:a@ZYXWVUT@db.example/x', 'ZYXWVUT'],
  ['a password in a query', 'postgres://db.example/testrun?password=ZYXWVUT', 'ZYXWVUT'],
] as const;

const configuredSecrets = [
  ['the bot token', botToken, botToken],
  ['the API key', apiKey, apiKey],
  ['a secret full of marks', oddSecret, 'ümlaut'],
  ['a secret in nested JSON', JSON.stringify({ oddSecret }), 'ümlaut'],
  ['a secret in a form', `key=${encodeURIComponent(oddSecret)}&x=1`, '%C3%BCmlaut'],
] as const;

describe.each([...unknownSecrets, ...configuredSecrets])('%s', (_, text, secret) => {
  it.each([
    ['message', (log: Logger) => log.info({}, `said ${text} here`)],
    ['field', (log: Logger) => log.info({ url: text }, 'words')],
    ['nested field', (log: Logger) => log.info({ a: { b: [{ c: text }] } }, 'words')],
    ['name of a field', (log: Logger) => log.info({ [text]: 1 }, 'words')],
    ['error', (log: Logger) => log.info({ error: new Error(text) }, 'words')],
    [
      'cause',
      (log: Logger) => log.info({ error: new Error('outer', { cause: new Error(text) }) }, 'words'),
    ],
    [
      'property of an error',
      (log: Logger) => log.info({ error: Object.assign(new Error('x'), { url: text }) }, 'words'),
    ],
    [
      'inner error',
      (log: Logger) => log.info({ error: new AggregateError([new Error(text)], 'all') }, 'words'),
    ],
  ])('is taken out of a %s', (_place, write) => {
    const line = JSON.stringify(written(write));
    expect(line).not.toContain(secret);
    expect(line).toContain('[hidden]');
  });
});

describe('scrubbing', () => {
  it.each([
    [
      'the place of a signed URL',
      'https://reports.example/run.json?sig=1',
      'https://reports.example/run.json?[hidden]',
    ],
    [
      'the host of a URL with a password',
      'https://me:pw@api.example/x',
      'https://[hidden]@api.example/x',
    ],
    [
      'a URL without a query',
      'https://api.empirical.run/api/test-runs/1',
      'https://api.empirical.run/api/test-runs/1',
    ],
    [
      'ordinary words',
      'Bearers of xox and xapp news: commands/run',
      'Bearers of xox and xapp news: commands/run',
    ],
    ['the kind of a header', 'Bearer abc', 'Bearer [hidden]'],
  ])('keeps %s', (_, text, expected) => {
    expect(written((log) => log.info({ text }, 'words')).text).toBe(expected);
  });

  it('hides the longer of two secrets that share their beginning', () => {
    const line = written((log) => log.info({ text: 'abcd-efgh' }, 'words'), {
      secrets: ['abcd', 'abcd-efgh'],
    });
    expect(line.text).toBe('[hidden]');
  });

  it('does not take very short secrets for secrets, which would hide everything', () => {
    const line = written((log) => log.info({ text: 'a b c' }, 'words'), { secrets: ['', 'a'] });
    expect(line.text).toBe('a b c');
  });

  it('never lets a secret out, wherever it stands, and stays valid JSON', () => {
    const secret = fc
      .string({ minLength: 6, maxLength: 40, unit: 'binary' })
      .filter((text) => !'"[hidden]" level info time msg error stack'.includes(text));
    fc.assert(
      fc.property(secret, fc.string({ unit: 'binary' }), fc.string(), (text, before, after) => {
        const around = `${before}${text}${after}`;
        const { log, lines } = recorded({ secrets: [text] });
        const fields = { [around]: [around, { deep: around }], error: new Error(around) };
        log.error(fields, around);
        const line: unknown = JSON.parse(lines[0] ?? '');
        expect(lines).toHaveLength(1);
        expect(textsIn(line).filter((found) => found.includes(text))).toEqual([]);
      }),
    );
  });

  it('never lets a Slack token out, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (before, after) => {
        const { log, lines } = recorded({ secrets: [] });
        log.info({ text: `${before}xoxb-123-SECRET ${after}` }, 'words');
        expect(lines[0]).not.toContain('123-SECRET');
        expect(() => JSON.parse(lines[0] ?? '')).not.toThrow();
      }),
    );
  });
});

/** Every text in a JSON value, names of fields among them. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)])
    : [];
}
