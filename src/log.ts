import { pino, stdSerializers } from 'pino';

/** Facts that belong to a log line; never what people or cards said. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The port that everything logs through. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** Where log lines go and what must never be in them. */
export interface LoggerOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Takes one line, with its line break. */
  readonly write: (line: string) => void;
  /** Readable text instead of JSON. */
  readonly readable: boolean;
  /** Exact secrets of this process. */
  readonly secrets: readonly string[];
}

/** Makes the process's logger: JSON lines, or readable text, with secrets taken out of every line. */
export function createLogger({ level, write, readable, secrets }: LoggerOptions): Logger {
  const scrub = createScrubber(secrets);
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: stdSerializers.errWithCause },
    },
    {
      write: (line) => {
        const safe = scrub(line);
        write(readable ? toReadable(safe) : safe);
      },
    },
  );
}

const hidden = '[hidden]';

/**
 * Shapes of things that open doors, whoever they belong to: Slack tokens, bearer headers, webhook
 * secrets, Slack's response and webhook URLs, and the query of any URL (where signatures live).
 * A JSON line stays one: no pattern matches a quote or a backslash.
 */
const secretShapes: readonly (readonly [RegExp, string])[] = [
  [/\bx(?:ox[a-z]|app)(?:\.[a-z]+)?-[\w-]+/gi, hidden],
  [/\bBearer\s+[^\s"\\]+/gi, `Bearer ${hidden}`],
  [/\bwhsec_[\w-]+/g, hidden],
  [/(\/(?:commands|actions|services|workflows)\/)[A-Z0-9]{3,}\/[^\s"\\]+/g, `$1${hidden}`],
  [/(\b(?:https?|wss?):\/\/[^\s"\\?]+)\?[^\s"\\]+/gi, `$1?${hidden}`],
];

/** Makes the function that takes secrets out of a line. */
export function createScrubber(secrets: readonly string[]): (line: string) => string {
  const exact = secrets.filter((secret) => secret.length >= 4);
  return (line) => {
    const withoutExact = exact.reduce((text, secret) => text.replaceAll(secret, hidden), line);
    return secretShapes.reduce(
      (text, [shape, replacement]) => text.replace(shape, replacement),
      withoutExact,
    );
  };
}

function toReadable(line: string): string {
  const { level, time, msg, error, ...fields }: Record<string, unknown> = JSON.parse(line);
  const facts = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const head = `${String(time).slice(11, 19)} ${String(level).toUpperCase().padEnd(5)} ${String(msg)}`;
  return `${[head, ...facts].join(' ')}\n${readableError(error)}`;
}

function readableError(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('stack' in error)) {
    return '';
  }
  return `${String(error.stack).replace(/^/gm, '      ')}\n`;
}
