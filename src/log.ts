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
      // Scrubbed after it was read back: only then does a secret stand there as it is, without escapes.
      write: (line) => {
        const facts = scrubFields(JSON.parse(line), scrub);
        write(readable ? toReadable(facts) : `${JSON.stringify(facts)}\n`);
      },
    },
  );
}

const hidden = '[hidden]';

/**
 * Shapes of things that open doors, whoever they belong to: Slack tokens, bearer headers, webhook
 * secrets, user names and passwords in URLs, Slack's response and webhook URLs, and the query of any
 * URL (where signatures and, for a database, passwords live).
 */
const secretShapes: readonly (readonly [RegExp, string])[] = [
  [/x(?:ox[a-z]|app)(?:\.[a-z]+)?-[\w-]+/gi, hidden],
  [/\bBearer\s+[^\s"\\]+/gi, `Bearer ${hidden}`],
  [/whsec_[\w+/=-]+/g, hidden],
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s"\\/]+@/gi, `$1${hidden}@`],
  [/(\/(?:commands|actions|services|workflows|triggers)\/)[A-Z0-9]{2,}\/[^\s"\\]+/g, `$1${hidden}`],
  [/(\b(?:https?|wss?|postgres(?:ql)?):\/\/[^\s"\\?]+)\?[^\s"\\]+/gi, `$1?${hidden}`],
];

/** Makes the function that takes secrets out of a text. */
function createScrubber(secrets: readonly string[]): (text: string) => string {
  const exact = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap(spellings)
    // The longest first, so that no secret within another leaves the other's rest behind.
    .sort((one, other) => other.length - one.length);
  return (text) => {
    const withoutExact = exact.reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
    return secretShapes.reduce(
      (rest, [shape, replacement]) => rest.replace(shape, replacement),
      withoutExact,
    );
  };
}

/** A secret as it stands in plain text, in JSON within a text, and in a URL or form. */
function spellings(secret: string): string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())];
}

/** Scrubs every text in what came out of JSON, names of fields among them. */
function scrubFields(fields: object, scrub: (text: string) => string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [scrub(name), scrubValue(value, scrub)]),
  );
}

function scrubValue(value: unknown, scrub: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return scrub(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => scrubValue(item, scrub));
  }
  return typeof value === 'object' && value !== null ? scrubFields(value, scrub) : value;
}

function toReadable({ level, time, msg, error, ...fields }: Record<string, unknown>): string {
  const stack = readableStack(error);
  const rest = stack === '' && error !== undefined ? { ...fields, error } : fields;
  const facts = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const head = [String(time).slice(11, 19), String(level).toUpperCase().padEnd(5)];
  const words = msg === undefined ? [] : [String(msg)];
  return `${[...head, ...words, ...facts].join(' ')}\n${stack}`;
}

/** The stack of an error and of each of its causes, indented; empty for what has none. */
function readableStack(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('stack' in error)) {
    return '';
  }
  const own = `${String(error.stack).replace(/^/gm, '      ')}\n`;
  const cause = 'cause' in error ? readableStack(error.cause) : '';
  return cause === '' ? own : `${own}    caused by\n${cause}`;
}
