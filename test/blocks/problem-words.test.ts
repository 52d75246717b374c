import { describe, expect, it } from 'vitest';
import {
  EmpiricalError,
  KeyRefusedError,
  RateLimitedError,
  RequestRefusedError,
  RunNotFoundError,
  UnreachableError,
  UnreadableAnswerError,
} from '../../src/api/errors.ts';
import { problemWords } from '../../src/blocks/problem-words.ts';

const context = { runId: 48213, projectSlugIsSet: false, referenceId: 'ab12cd34' };

class NewError extends EmpiricalError {
  readonly whoActs = 'us';
}

describe('the words for a look-up that gave no run', () => {
  it.each<[string, unknown, string, boolean]>([
    [
      '404',
      new RunNotFoundError(48213),
      "Run #48213 was not found, or this bot's key cannot see it.",
      false,
    ],
    [
      '400',
      new RequestRefusedError('Invalid x-project-slug'),
      'Run #48213: Empirical refused the request: “Invalid x-project-slug”.',
      false,
    ],
    [
      '400 without a message',
      new RequestRefusedError(undefined),
      'Run #48213: Empirical refused the request: it gave no reason.',
      false,
    ],
    [
      '401',
      new KeyRefusedError(401),
      "Run #48213: The bot's Empirical key was refused. Its operator must renew it.",
      false,
    ],
    [
      '403',
      new KeyRefusedError(403),
      "Run #48213: The bot's Empirical key was refused. Its operator must renew it.",
      false,
    ],
    [
      '429',
      new RateLimitedError(37),
      'Run #48213: Empirical is limiting requests. Try again in 37 s.',
      true,
    ],
    [
      '500',
      new UnreachableError('server-error', { status: 500 }),
      'Run #48213: Empirical could not be reached: it answered with a server error (500).',
      true,
    ],
    [
      '503 that asks to wait',
      new UnreachableError('server-error', { status: 503, retryAfterSeconds: 60 }),
      'Run #48213: Empirical could not be reached: it answered with a server error (503). Try again in 60 s.',
      true,
    ],
    [
      'a timeout',
      new UnreachableError('timeout'),
      'Run #48213: Empirical could not be reached: it did not answer in time.',
      true,
    ],
    [
      'a broken connection',
      new UnreachableError('connection'),
      'Run #48213: Empirical could not be reached: the connection failed.',
      true,
    ],
    [
      'DNS trouble',
      new UnreachableError('dns'),
      'Run #48213: Empirical could not be reached: its address could not be looked up.',
      true,
    ],
    [
      'TLS trouble',
      new UnreachableError('tls'),
      'Run #48213: Empirical could not be reached: its certificate could not be trusted.',
      true,
    ],
    [
      'an answer that breaks the contract',
      new UnreadableAnswerError(['data.test_run.testRun.id: invalid_type']),
      "Run #48213: Empirical answered in a form this bot does not understand. The bot's log says what did not fit.",
      false,
    ],
    [
      'a bug in the bot',
      new TypeError('secret is not a function'),
      "Run #48213: Something went wrong on the bot's side (reference ab12cd34). Its operator finds more under that in the log.",
      true,
    ],
    [
      'something thrown that is no error',
      undefined,
      "Run #48213: Something went wrong on the bot's side (reference ab12cd34). Its operator finds more under that in the log.",
      true,
    ],
    [
      'a kind that has no words yet',
      new NewError('new'),
      "Run #48213: Something went wrong on the bot's side (reference ab12cd34). Its operator finds more under that in the log.",
      true,
    ],
  ])('after %s', (_, error, text, canTryAgain) => {
    expect(problemWords(error, context)).toEqual({ text, canTryAgain });
  });

  it('hint at the project where one is configured', () => {
    const { text } = problemWords(new RequestRefusedError('no'), {
      ...context,
      projectSlugIsSet: true,
    });
    expect(text).toBe(
      "Run #48213: Empirical refused the request: “no”. The bot's operator should check EMPIRICAL_PROJECT_SLUG.",
    );
  });

  it('quote Empirical harmlessly and in one line', () => {
    const reason = `<!channel>\n<https://evil.example|x> *b* ${'&'.repeat(5000)}`;
    const { text } = problemWords(new RequestRefusedError(reason), context);
    expect(text).toMatch(
      /“&lt;!channel&gt; &lt;https:\/\/evil\.example\|x&gt; ∗b∗ (?:&amp;)+…”\.$/,
    );
    expect(text.length).toBeLessThan(400);
  });

  it('keep what the error says to the log alone', () => {
    const faults = ['data.test_run.testRun.state: invalid_type'];
    expect(problemWords(new UnreadableAnswerError(faults), context).text).not.toContain('testRun');
    expect(problemWords(new Error('secret'), context).text).not.toContain('secret');
  });
});
