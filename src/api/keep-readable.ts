import type { z } from 'zod';

/** Paths of fields that were left out; a set, because ten thousand items share one path. */
export type PathLog = Set<string>;

/**
 * Reads an object whose fields are all optional, leaving out each malformed field instead of
 * refusing the object. A null field counts as absent; it is reported only where `neverNull` has it.
 */
export function keepReadable<Fields extends z.ZodObject>(
  fields: Fields,
  value: unknown,
  path: string,
  dropped: PathLog,
  neverNull: ReadonlySet<string> = new Set(),
): z.output<Fields> {
  const whole = fields.safeParse(value);
  if (whole.success) {
    return whole.data;
  }
  const present = presentFields(fields, value);
  if (present === undefined) {
    if (value !== undefined) {
      dropped.add(path);
    }
    return fields.parse({});
  }
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

function presentFields(
  fields: z.ZodObject,
  value: unknown,
): { known: Record<string, unknown>; nulls: string[] } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return undefined;
  }
  const known: Record<string, unknown> = {};
  const nulls: string[] = [];
  const sent = new Map(Object.entries(value));
  for (const name of Object.keys(fields.shape)) {
    const field: unknown = sent.get(name);
    if (field === null) {
      nulls.push(name);
    } else if (field !== undefined) {
      known[name] = field;
    }
  }
  return { known, nulls };
}
