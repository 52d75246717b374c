import type { z } from 'zod';

/** What was left out: the path of a field, sometimes with a count; a set, because ten thousand items share one path. */
export type PathLog = Set<string>;

/**
 * Reads an object whose fields are all optional, leaving out each malformed field instead of
 * refusing the object. A null field counts as absent; it is reported only where `neverNull` has it.
 * Only for fields of one value each: the schema makes an issue of every wrong element of a list.
 */
export function keepReadable<Fields extends z.ZodObject>(
  fields: Fields,
  value: unknown,
  path: string,
  dropped: PathLog,
  neverNull: ReadonlySet<string> = new Set(),
): z.output<Fields> {
  if (!isRecord(value)) {
    if (value !== undefined) {
      dropped.add(path);
    }
    return fields.parse({});
  }
  const present = presentFields(fields, value);
  for (const name of present.nulls) {
    if (neverNull.has(name)) {
      dropped.add(`${path}.${name}`);
    }
  }
  const read = fields.safeParse(present.known);
  if (read.success) {
    return read.data;
  }
  for (const { path: at } of read.error.issues) {
    const name = String(at[0]);
    dropped.add(`${path}.${name}`);
    delete present.known[name];
  }
  return fields.parse(present.known);
}

/** Whether the value is an object with fields, neither null nor a list. */
export function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads one field that the object itself has, and so costs the same however many others there are. */
export function ownField(record: object, name: string): unknown {
  return Object.hasOwn(record, name) ? Reflect.get(record, name) : undefined;
}

function presentFields(
  fields: z.ZodObject,
  value: object,
): { known: Record<string, unknown>; nulls: string[] } {
  const known: Record<string, unknown> = {};
  const nulls: string[] = [];
  for (const name of Object.keys(fields.shape)) {
    const field = ownField(value, name);
    if (field === null) {
      nulls.push(name);
    } else if (field !== undefined) {
      known[name] = field;
    }
  }
  return { known, nulls };
}
