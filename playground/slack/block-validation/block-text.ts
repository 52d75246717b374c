import { isObject, textAt } from '../json-reading.ts';

/** How many characters of text blocks hold together: every `text` that is a string, at any depth. */
export function textLength(value: unknown): number {
  let length = 0;
  const rest: unknown[] = [value];
  // A list of what is left instead of recursion: depth comes from outside.
  while (rest.length > 0) {
    const next = rest.pop();
    if (Array.isArray(next)) {
      for (const entry of next) {
        rest.push(entry);
      }
    } else if (isObject(next)) {
      length += textAt(next, 'text')?.length ?? 0;
      for (const field of Object.values(next)) {
        rest.push(field);
      }
    }
  }
  return length;
}
