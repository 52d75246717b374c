import { DatabaseError } from 'pg';
import { StoreError } from './database.ts';

/** Causes by the codes of PostgreSQL, of Node's sockets and of TLS; the first that fits counts. */
const causes: readonly (readonly [RegExp, string])[] = [
  [/^28P01$/, 'PostgreSQL refused the user or the password in DATABASE_URL'],
  [
    /^28000$/,
    'PostgreSQL does not let the user in DATABASE_URL in from here; is sslmode=require missing there, or the user itself?',
  ],
  [/^3D000$/, 'The database named in DATABASE_URL does not exist; create it'],
  [
    /^42501$/,
    'The user in DATABASE_URL may not do this; make it the owner of the database, or let it create schemas there',
  ],
  [
    /^(53300|53400)$/,
    'PostgreSQL has no connection left; raise max_connections, or run fewer replicas',
  ],
  [/^53100$/, "PostgreSQL's disk is full"],
  [/^53200$/, 'PostgreSQL is out of memory'],
  [
    /^25006$/,
    'PostgreSQL is read-only, perhaps a standby; DATABASE_URL has to name the primary server',
  ],
  [/^(57014|55P03)$/, 'PostgreSQL took too long over a statement, or waited too long for a lock'],
  [
    /^(42P01|42703|3F000)$/,
    'tables or columns are missing in PostgreSQL; was the database changed by hand, or by a newer version?',
  ],
  [/^(40P01|40001)$/, 'PostgreSQL found statements in each other’s way, again and again'],
  [/^(57P0[1-4]|08...)$/, 'PostgreSQL is starting, stopping or gone'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'The host name in DATABASE_URL is not known (is DNS away?)'],
  [
    /^(ENOENT|EACCES)$/,
    "PostgreSQL's socket, or a certificate file named in DATABASE_URL, cannot be read",
  ],
  [/^E[A-Z]+$/, 'PostgreSQL cannot be reached at the host and port in DATABASE_URL'],
  [
    /^(ERR_TLS|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/,
    "PostgreSQL's TLS certificate is not trusted; see sslmode and sslrootcert in DATABASE_URL",
  ],
  [/^ERR_SSL/, 'PostgreSQL and the bot find no common TLS; see sslmode in DATABASE_URL'],
];

/** Causes that have no code, by what pg says. */
const sayings: readonly (readonly [RegExp, string])[] = [
  [/does not support SSL/i, 'PostgreSQL does not speak TLS; see sslmode in DATABASE_URL'],
  [/password must be a string/i, 'PostgreSQL wants a password, and DATABASE_URL has none'],
  [/verify-ca requires/i, 'DATABASE_URL says sslmode=verify-ca, which needs sslrootcert beside it'],
  [/timeout|timed out/i, 'PostgreSQL does not answer in time'],
  [/terminated|ended|closed/i, 'The connection to PostgreSQL broke'],
];

/**
 * Says in words for an operator what PostgreSQL, or the way to it, has against a statement. Takes
 * nothing over from the error but its code and what the server said of it: never an address or a value.
 */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) {
    return error;
  }
  const code = codeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  const words =
    causes.find(([shape]) => shape.test(code))?.[1] ??
    sayings.find(([shape]) => shape.test(said))?.[1] ??
    `PostgreSQL could not do it: ${said}`;
  return new StoreError(code === '' ? `${words}.` : `${words} (${code}).`);
}

/** Whether the same statements may succeed at once if they are sent again. */
export function isCollision(error: unknown): boolean {
  return /^(40P01|40001)$/.test(codeOf(error));
}

/** Whether the server answered, so that the connection can still be used. */
export function isAnswer(error: unknown): boolean {
  return error instanceof DatabaseError && !/^(57P|08)/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  // Happy Eyeballs: one refusal for each address of the host.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return typeof first === 'object' && first !== null && 'code' in first ? String(first.code) : '';
}
