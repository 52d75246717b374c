import { type RequestPart, splitRequest } from './request-parts.ts';
import { parseRunId } from './run-id.ts';
import { type DashboardOptions, parseRunUrl } from './run-url.ts';

/** A run that somebody named, in text or by a link. */
export interface RunReference {
  readonly id: number;
  /** Project slug of the pasted link; absent for bare ids. */
  readonly slug?: string;
  /** Playwright test id that the link points at. */
  readonly testId?: string;
  /** Older test handle that the link points at (`?detail=`). */
  readonly testSlug?: string;
}

/** What the text of a command or mention asks for. */
export type ParsedRequest =
  | { readonly kind: 'help' }
  | { readonly kind: 'unreadable'; readonly unread: readonly string[] }
  | {
      readonly kind: 'runs';
      /** Distinct runs in the order of naming; at least 1, at most 5. */
      readonly references: readonly RunReference[];
      /** Whether only the asker may see the answer. */
      readonly isPrivate: boolean;
      /** How many more runs were named. */
      readonly leftOut: number;
      /** Parts that were not understood: untrusted plain text, at most 5 of at most 80 characters. */
      readonly unread: readonly string[];
    };

/** Most runs that one request shows. */
const maxRunsPerRequest = 5;

const maxUnreadParts = 5;
const maxUnreadLength = 80;

/** Reads the text of a command, or of a mention after {@link stripMention}. Never throws. */
export function parseRequest(text: string, options: DashboardOptions): ParsedRequest {
  const parts = splitRequest(text);
  const [verb, ...others] = parts.filter((part) => !isPrivateFlag(part));
  if (verb === undefined) {
    const isBlank = parts.length > 0 || !/\S/.test(text);
    return isBlank ? { kind: 'help' } : { kind: 'unreadable', unread: [shorten(text.trim())] };
  }
  if (isWord(verb, 'help')) {
    return { kind: 'help' };
  }
  const { references, unread } = readReferences([verb, ...others], options);
  if (references.length === 0) {
    return { kind: 'unreadable', unread };
  }
  return {
    kind: 'runs',
    references: references.slice(0, maxRunsPerRequest),
    isPrivate: parts.some(isPrivateFlag),
    leftOut: Math.max(0, references.length - maxRunsPerRequest),
    unread,
  };
}

/** Takes the bot's own mention out of a message's text, wherever it stands. */
export function stripMention(text: string, botUserId: string): string {
  return text.replace(/<@([A-Z0-9]+)(?:\|[^<>]*)?>/g, (mention, userId) =>
    userId === botUserId ? ' ' : mention,
  );
}

function readReferences(parts: readonly RequestPart[], options: DashboardOptions) {
  const byId = new Map<number, RunReference>();
  const unread: RequestPart[] = [];
  let pendingRun: RequestPart | undefined;
  for (const part of parts) {
    const reference = readReference(part.word, options);
    if (reference !== undefined) {
      byId.set(reference.id, { ...reference, ...byId.get(reference.id) });
    } else if (pendingRun !== undefined) {
      unread.push(pendingRun);
    }
    pendingRun = isWord(part, 'run') ? part : undefined;
    if (reference === undefined && pendingRun === undefined) {
      unread.push(part);
    }
  }
  if (pendingRun !== undefined) {
    unread.push(pendingRun);
  }
  return {
    references: [...byId.values()],
    unread: unread.slice(0, maxUnreadParts).map((part) => shorten(part.raw)),
  };
}

function readReference(word: string, options: DashboardOptions): RunReference | undefined {
  const id = parseRunId(word.startsWith('#') ? word.slice(1) : word);
  return id === undefined ? parseRunUrl(word, options) : { id };
}

/** Whatever stands around or between its letters: a card that was meant to be private must not go public. */
function isPrivateFlag(part: RequestPart): boolean {
  return part.word.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase() === 'private';
}

function isWord(part: RequestPart, word: string): boolean {
  return part.word.toLowerCase() === word;
}

function shorten(text: string): string {
  if (text.length <= maxUnreadLength) {
    return text;
  }
  const cut = text.slice(0, maxUnreadLength - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
