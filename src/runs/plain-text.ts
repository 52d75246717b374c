/** Control characters, line and paragraph separators, and marks that turn the reading direction. */
const invisible = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Enough to cut from, and keeps a title of many megabytes from being searched whole. */
const mostCharactersRead = 1_000;

/**
 * Text from outside as plain words: whole characters only, one line, no control or direction marks.
 * Cut to more than is needed and then again, it is the same as cut once.
 *
 * @param maxLength in UTF-16 units; a longer text is cut and ends in "…"
 */
export function plain(text: string, maxLength: number): string {
  const clean = text
    .slice(0, mostCharactersRead)
    .toWellFormed()
    .replace(invisible, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const rest = text.length > mostCharactersRead ? '…' : '';
  return cutText(`${clean}${rest}`, maxLength, (character) => character.length);
}

/**
 * Cuts between characters, never inside one, so that the lengths of what is left add up to the room.
 *
 * @param maxLength room, in the unit that `lengthOf` counts in; a longer text is cut and ends in "…"
 */
export function cutText(
  text: string,
  maxLength: number,
  lengthOf: (character: string) => number,
): string {
  let length = 0;
  let keep = 0;
  for (const character of text) {
    length += lengthOf(character);
    if (length > maxLength) {
      return `${text.slice(0, keep).trimEnd()}…`;
    }
    if (length < maxLength) {
      keep += character.length;
    }
  }
  return text;
}
