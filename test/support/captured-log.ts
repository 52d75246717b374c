import { expect } from 'vitest';
import { createLogger, type Logger } from '../../src/log.ts';

/** One line of the log, read back. */
interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** A log at its most talkative, kept in memory. */
export interface CapturedLog {
  readonly logger: Logger;
  /** Everything logged so far, as it would stand in a file. */
  text(): string;
  lines(): LogLine[];
  /** Lines of one level. */
  at(level: 'debug' | 'info' | 'warn' | 'error'): LogLine[];
  /** Holds the log to what every log of the bot keeps: no secret, and no error but those expected. */
  check(expectedErrors: readonly RegExp[]): void;
}

/** Makes a log for one bot; the secrets are handed on and looked for. */
export function captureLog(secrets: readonly string[]): CapturedLog {
  const written: string[] = [];
  const text = () => written.join('');
  const lines = () => written.map(readLine);
  const at: CapturedLog['at'] = (level) => lines().filter((line) => line.level === level);
  return {
    logger: createLogger({
      level: 'debug',
      write: (line) => written.push(line),
      readable: false,
      secrets,
    }),
    text,
    lines,
    at,
    check(expectedErrors) {
      for (const secret of secrets) {
        expect(text()).not.toContain(secret);
      }
      expect(text()).not.toMatch(/\/(?:commands|actions)\/T0PLAYGRND\/[0-9a-f]/);
      const unexpected = at('error').filter(
        ({ msg }) => !expectedErrors.some((one) => one.test(msg)),
      );
      expect(unexpected).toEqual([]);
    },
  };
}

function readLine(line: string): LogLine {
  const { level, msg, ...fields }: Record<string, unknown> = JSON.parse(line);
  return { ...fields, level: String(level), msg: String(msg) };
}
