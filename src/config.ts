import { z } from 'zod';

/** Everything the process can be told from outside; frozen, with defaults filled in. */
export interface Config {
  readonly slack: {
    readonly botToken: string;
    /** Present in HTTP mode, and in Socket Mode where it was set all the same. */
    readonly signingSecret: string | undefined;
    /** Present: Socket Mode. Absent: HTTP mode. */
    readonly appToken: string | undefined;
    /** Base of Slack's Web API, with a trailing slash. */
    readonly apiUrl: string;
  };
  readonly empirical: {
    readonly apiKey: string;
    readonly apiUrl: string;
    /** Origins whose links are run links; the first builds links. Never empty. */
    readonly dashboardOrigins: readonly [string, ...string[]];
    readonly projectSlug: string | undefined;
    readonly timeoutMs: number;
    /** `whsec_` and the key in base64url. Absent: there is no webhook route. */
    readonly webhookSecret: string | undefined;
  };
  readonly storage: {
    /** Connection string of a PostgreSQL. Absent: a SQLite file in `dataDir`. */
    readonly databaseUrl: string | undefined;
    /** Folder of the SQLite file, as it was given: relative to the working directory, or absolute. */
    readonly dataDir: string;
  };
  /** Ids of Slack Connect channels where runs may be shown. */
  readonly allowExternalChannels: ReadonlySet<string>;
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** Wrong configuration: one line per variable, each saying what to do. Never holds a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const trimmed = z.string().trim();
const required = (hint: string) => z.string({ error: `is missing. ${hint}` }).trim();
const token = (prefix: string, hint: string) =>
  required(hint).refine((value) => value.startsWith(prefix) && !/\s/.test(value), {
    error: `must start with ${prefix}. ${hint}`,
  });
const webUrl = trimmed.refine(isWebUrl, { error: 'must be an http or https URL without a query.' });
const wholeNumber = (min: number, max: number) =>
  trimmed
    .regex(/^\d{1,9}$/, { error: `must be a whole number from ${min} to ${max}.` })
    .transform(Number)
    .refine((value) => value >= min && value <= max, {
      error: `must be a whole number from ${min} to ${max}.`,
    });

const environmentSchema = z.object({
  SLACK_BOT_TOKEN: token('xoxb-', 'Copy it from your Slack app under OAuth & Permissions.'),
  SLACK_SIGNING_SECRET: trimmed.optional(),
  SLACK_APP_TOKEN: token(
    'xapp-',
    'Make one under Basic Information → App-Level Tokens with the scope connections:write.',
  ).optional(),
  SLACK_API_URL: webUrl.default('https://slack.com/api/'),
  EMPIRICAL_API_KEY: required(
    'Make one in the Empirical dashboard under Settings → API keys.',
  ).regex(/^[\x21-\x7e]+$/, { error: 'must be one line of plain characters. Copy the key again.' }),
  EMPIRICAL_API_URL: webUrl.default('https://api.empirical.run'),
  EMPIRICAL_DASHBOARD_URL: trimmed
    .default('https://dash.empirical.run')
    .transform(commaSeparated)
    .refine((urls) => urls.length > 0 && urls.every(isWebUrl), {
      error: 'must be http or https URLs, separated by commas.',
    })
    .transform((urls) => urls.map((url) => new URL(url).origin)),
  EMPIRICAL_PROJECT_SLUG: trimmed
    .regex(/^[\w.-]{1,100}$/, {
      error: 'must be the project name as it stands in dashboard links: letters, digits, . _ -',
    })
    .optional(),
  EMPIRICAL_TIMEOUT_MS: wholeNumber(100, 25_000).default(10_000),
  EMPIRICAL_WEBHOOK_SECRET: trimmed
    .refine(isWebhookSecret, {
      error:
        'must be whsec_ and at least 22 letters, digits, - or _. Copy it from the Empirical ' +
        'dashboard, where it is shown once, when the webhook is made.',
    })
    .optional(),
  DATABASE_URL: trimmed
    .refine(isDatabaseUrl, {
      error:
        'must be a postgres:// or postgresql:// URL; write marks in the password as in URLs, ' +
        'such as %40 for @.',
    })
    .optional(),
  DATA_DIR: trimmed.default('./data'),
  ALLOW_EXTERNAL_CHANNELS: trimmed
    .default('')
    .transform(commaSeparated)
    .refine((ids) => ids.every((id) => /^[CG][A-Z0-9]{2,}$/.test(id)), {
      error: 'must be channel ids such as C0123ABCD, separated by commas (not channel names).',
    }),
  HOST: trimmed.default('0.0.0.0'),
  PORT: wholeNumber(0, 65_535).default(3000),
  LOG_LEVEL: trimmed
    .toLowerCase()
    .pipe(
      z.enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error.' }),
    )
    .default('info'),
});

/**
 * Reads the configuration out of environment variables. Empty variables count as unset.
 *
 * @throws {ConfigError} naming every variable that is missing or wrong
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const { EMPIRICAL_API_KEY: key, EMPIRICALRUN_KEY: alias } = given;
  const keyName =
    key === undefined && alias !== undefined ? 'EMPIRICALRUN_KEY' : 'EMPIRICAL_API_KEY';
  const read = environmentSchema.safeParse({ ...given, EMPIRICAL_API_KEY: key ?? alias });
  const problems = (read.error?.issues ?? [])
    .map(({ path: [name], message }) => ({
      variable: name === 'EMPIRICAL_API_KEY' ? keyName : String(name),
      message,
    }))
    // A value may break several rules; the first says enough.
    .filter(({ variable }, at, all) => all.findIndex((one) => one.variable === variable) === at)
    .map(({ variable, message }) => `${variable} ${message}`);
  if (given['SLACK_APP_TOKEN'] === undefined && given['SLACK_SIGNING_SECRET'] === undefined) {
    problems.push(
      'SLACK_SIGNING_SECRET is missing. Copy it from your Slack app under Basic Information, ' +
        'or set SLACK_APP_TOKEN to use Socket Mode.',
    );
  }
  if (read.data === undefined || problems.length > 0) {
    throw new ConfigError(problems);
  }
  return toConfig(read.data);
}

function toConfig(read: z.infer<typeof environmentSchema>): Config {
  const [firstOrigin = 'https://dash.empirical.run', ...otherOrigins] =
    read.EMPIRICAL_DASHBOARD_URL;
  return Object.freeze({
    slack: Object.freeze({
      botToken: read.SLACK_BOT_TOKEN,
      signingSecret: read.SLACK_SIGNING_SECRET,
      appToken: read.SLACK_APP_TOKEN,
      apiUrl: read.SLACK_API_URL.endsWith('/') ? read.SLACK_API_URL : `${read.SLACK_API_URL}/`,
    }),
    empirical: Object.freeze({
      apiKey: read.EMPIRICAL_API_KEY,
      apiUrl: read.EMPIRICAL_API_URL,
      dashboardOrigins: Object.freeze([firstOrigin, ...otherOrigins] as const),
      projectSlug: read.EMPIRICAL_PROJECT_SLUG,
      timeoutMs: read.EMPIRICAL_TIMEOUT_MS,
      webhookSecret: read.EMPIRICAL_WEBHOOK_SECRET,
    }),
    storage: Object.freeze({ databaseUrl: read.DATABASE_URL, dataDir: read.DATA_DIR }),
    allowExternalChannels: new Set(read.ALLOW_EXTERNAL_CHANNELS),
    host: read.HOST,
    port: read.PORT,
    logLevel: read.LOG_LEVEL,
  });
}

/** Every value of the configuration that must not get into a log, in each of its spellings. */
export function secretsOf({ slack, empirical, storage }: Config): readonly string[] {
  return [
    slack.botToken,
    slack.signingSecret,
    slack.appToken,
    empirical.apiKey,
    empirical.webhookSecret,
    empirical.webhookSecret?.slice(webhookPrefix.length),
    storage.databaseUrl,
    ...passwordsIn(storage.databaseUrl ?? ''),
  ].filter((secret) => secret !== undefined);
}

/** Passwords in a connection string, as they stand in it and as the database gets them. */
function passwordsIn(databaseUrl: string): readonly string[] {
  const url = URL.parse(databaseUrl);
  if (url === null) {
    return [];
  }
  const inQuery = ['password', 'sslpassword'].flatMap((name) => url.searchParams.getAll(name));
  return [url.password, decodeURIComponent(url.password), ...inQuery].filter(
    (password) => password !== '',
  );
}

function commaSeparated(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isWebUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === ''
  );
}

const webhookPrefix = 'whsec_';
const minWebhookKeyBytes = 16;

/** A key of 4n + 1 characters has lost some in the copying: no bytes are written so. */
function isWebhookSecret(text: string): boolean {
  const [, key] = /^whsec_([\w-]+)={0,2}$/.exec(text) ?? [];
  return (
    key !== undefined &&
    key.length % 4 !== 1 &&
    Buffer.from(key, 'base64url').length >= minWebhookKeyBytes
  );
}

/** Marks that nobody can decode would only be noticed when the bot connects. */
function isDatabaseUrl(text: string): boolean {
  const protocol = URL.parse(text)?.protocol;
  try {
    decodeURIComponent(text);
  } catch {
    return false;
  }
  return (protocol === 'postgres:' || protocol === 'postgresql:') && !/\s/.test(text);
}
