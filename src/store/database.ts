/** A value that both databases can hold; whole numbers stay within JavaScript's safe range. */
export type SqlValue = string | number | null;

/** One statement in the SQL that SQLite and PostgreSQL share, with `$1`, `$2`, … for its values. */
export interface Statement {
  readonly sql: string;
  readonly values?: readonly SqlValue[];
}

/** A row as the database gave it; read by a schema before it is used. */
export type Row = Readonly<Record<string, unknown>>;

/** The least that the store needs of a database. Every method rejects with a {@link StoreError}. */
export interface Database {
  /** Runs statements one after another, all or none of them; gives the rows of each. */
  atomically(statements: readonly Statement[]): Promise<readonly (readonly Row[])[]>;
  close(): Promise<void>;
}

/**
 * The database could not do what it was asked. The message says in words for an operator what is
 * wrong and what to do; it never holds a password or a connection string.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** The database holds something that this bot does not write like that: no outage, and not over by waiting. */
export class BrokenRowError extends StoreError {}

/** Whether an error is one of a database that is away or in trouble, which is told of where it is met. */
export function isOutage(error: unknown): boolean {
  return error instanceof StoreError && !(error instanceof BrokenRowError);
}
