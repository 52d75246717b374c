import type { z } from 'zod';
import {
  BrokenRowError,
  type Database,
  type Row,
  type SqlValue,
  type Statement,
} from './database.ts';

/**
 * Makes a statement. Times may have come out of a calculation with fractions, which a column of whole
 * numbers does not take; yes and no become 1 and 0.
 */
export function sql(
  text: string,
  ...values: readonly (SqlValue | boolean | undefined)[]
): Statement {
  return { sql: text, values: values.map(toSqlValue) };
}

function toSqlValue(value: SqlValue | boolean | undefined): SqlValue {
  if (typeof value === 'boolean') {
    return value ? 1 : 0;
  }
  return typeof value === 'number' ? toWhole(value) : (value ?? null);
}

function toWhole(value: number): number {
  const bounded = Math.min(Number.MAX_SAFE_INTEGER, Math.max(Number.MIN_SAFE_INTEGER, value));
  return Number.isNaN(bounded) ? 0 : Math.round(bounded);
}

/** Runs one statement and reads its rows. */
export async function query<Read>(
  database: Database,
  schema: z.ZodType<Read>,
  statement: Statement,
): Promise<readonly Read[]> {
  const [rows] = await database.atomically([statement]);
  return readRows(schema, rows);
}

/**
 * Reads rows by a schema.
 *
 * @throws {StoreError} where a row is not what the bot writes
 */
export function readRows<Read>(
  schema: z.ZodType<Read>,
  rows: readonly Row[] | undefined,
): readonly Read[] {
  return (rows ?? []).map((row) => {
    const read = schema.safeParse(row);
    if (!read.success) {
      throw new BrokenRowError(
        'The database holds a row that the bot did not write like this. Has another version of the bot, or somebody by hand, changed it?',
        { cause: read.error },
      );
    }
    return read.data;
  });
}
