/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Says whether a value is a JSON object (no array, no null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The named field, whatever it is. */
export function valueAt(source: unknown, key: string): unknown {
  return isObject(source) && Object.hasOwn(source, key) ? source[key] : undefined;
}

/** The named field as an object; an empty one where it is anything else. */
export function objectAt(source: JsonObject, key: string): JsonObject {
  const value = source[key];
  return isObject(value) ? value : {};
}

/** The named field as a list; an empty one where it is anything else. */
export function listAt(source: JsonObject, key: string): readonly unknown[] {
  const value = source[key];
  return Array.isArray(value) ? value : [];
}

/** The named field as text; undefined where it is missing, empty or anything else. */
export function textAt(source: JsonObject, key: string): string | undefined {
  const value = source[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The named field as a yes or no; form bodies write it as `true` or `1`. */
export function flagAt(source: JsonObject, key: string): boolean {
  const value = source[key];
  return value === true || value === 'true' || value === '1' || value === 1;
}

/** Reads JSON; undefined where the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The named field, read as JSON where it travelled as a string inside a form body. */
export function jsonAt(source: JsonObject, key: string): unknown {
  const value = source[key];
  return typeof value === 'string' ? parseJson(value) : value;
}
