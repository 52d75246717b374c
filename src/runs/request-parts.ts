/** One part of a request, as far as spaces and commas set it apart. */
export interface RequestPart {
  /** The part in plain characters, for telling a person that it was not read. */
  readonly raw: string;
  /** The part without the quotes, brackets and punctuation around it; never empty. */
  readonly word: string;
}

/** A link or mention in Slack's angle brackets, or a run of characters without spaces. */
const bracketedOrBare = /<([^<>|]*)(?:\|[^<>]*)?>|[^\s<]+/g;

/** Marks that people and clients put around a word: quotes, brackets, Slack's formatting, bidi and zero-width. */
const around = new Set(
  '"\'“”„‟‘’‚‛«»‹›`´*_~()[]{}<>.,;:!?…\u200b\u200c\u200d\u200e\u200f\u2060\ufeff',
);

const bidiControl = /[\u202a-\u202e\u2066-\u2069]/;

/** Splits the text of a command or mention into its parts, in one pass, whatever the text is. */
export function splitRequest(text: string): RequestPart[] {
  const parts: RequestPart[] = [];
  for (const [whole, target] of text.matchAll(bracketedOrBare)) {
    const raws =
      target === undefined ? splitAtCommas(unescapeSlack(whole)) : [plain(whole, target)];
    for (const raw of raws) {
      const word = stripAround(target === undefined ? raw : unescapeSlack(target));
      if (word !== '') {
        parts.push({ raw, word });
      }
    }
  }
  return parts;
}

function plain(whole: string, target: string): string {
  return unescapeSlack(/^https?:/i.test(target) ? target : whole);
}

/**
 * A comma in a link's query belongs to the link, unless another link follows: a run must never be
 * shown because its number stood in somebody's filter.
 */
function splitAtCommas(word: string): string[] {
  const pieces: string[] = [];
  let isInQuery = false;
  for (const piece of word.split(',')) {
    const startsLink = isLink(piece);
    const last = pieces.at(-1);
    if (isInQuery && !startsLink && last !== undefined) {
      pieces[pieces.length - 1] = `${last},${piece}`;
    } else {
      pieces.push(piece);
      isInQuery = startsLink && /[?#]/.test(piece);
    }
  }
  return pieces;
}

function isLink(piece: string): boolean {
  return /^https?:\/\//i.test(stripStart(piece));
}

function unescapeSlack(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Loops instead of a pattern, because an anchored pattern is quadratic on long rows of marks. */
function stripAround(text: string): string {
  const started = stripStart(text);
  let end = started.length;
  while (end > 0 && isAround(started.charAt(end - 1))) {
    end -= 1;
  }
  return started.slice(0, end);
}

function stripStart(text: string): string {
  let start = 0;
  while (start < text.length && isAround(text.charAt(start))) {
    start += 1;
  }
  return text.slice(start);
}

function isAround(character: string): boolean {
  return around.has(character) || bidiControl.test(character);
}
