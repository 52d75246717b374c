import type { KnownBlock } from '@slack/types';
import { readBlocks } from '../block-reading.ts';
import { isObject, type JsonObject, jsonAt, textAt, valueAt } from '../json-reading.ts';
import type { MethodContext } from '../method.ts';
import { SlackRefusal } from '../slack-refusal.ts';

/** Text that `chat.postMessage` takes at most. */
export const MAX_POSTED_TEXT = 40_000;
/** Text that `chat.update` takes at most. */
export const MAX_UPDATED_TEXT = 4000;
/** Attachments that a message takes at most. */
const MAX_ATTACHMENTS = 100;

/** What a message says. */
export interface MessageContent {
  /** Undefined where the call gave none. */
  readonly text: string | undefined;
  /** Undefined where the call gave neither blocks nor attachments. */
  readonly blocks: readonly KnownBlock[] | undefined;
}

/**
 * Reads text, blocks and attachments out of a call. The blocks of attachments come after the
 * message's own: this workspace draws no coloured bar beside them.
 * @throws {SlackRefusal} `no_text`, `msg_too_long`, `invalid_blocks` and the like.
 */
export function readContent(
  args: JsonObject,
  context: Pick<MethodContext, 'ids'>,
  options: { readonly maxText: number },
): MessageContent {
  const text = textAt(args, 'text');
  if (text !== undefined && text.length > options.maxText) {
    throw new SlackRefusal('msg_too_long');
  }
  const own = given(args, 'blocks')
    ? readBlocks(jsonAt(args, 'blocks'), { surface: 'message', ids: context.ids })
    : undefined;
  const attached = given(args, 'attachments') ? readAttachments(args, context) : undefined;
  const blocks =
    own === undefined && attached === undefined ? undefined : [...(own ?? []), ...(attached ?? [])];
  if (text === undefined && (blocks === undefined || blocks.length === 0)) {
    throw new SlackRefusal('no_text');
  }
  return { text, blocks };
}

function given(args: JsonObject, name: string): boolean {
  const value = args[name];
  return value !== undefined && value !== null && value !== '';
}

function readAttachments(
  args: JsonObject,
  context: Pick<MethodContext, 'ids'>,
): readonly KnownBlock[] {
  const attachments = jsonAt(args, 'attachments');
  if (!Array.isArray(attachments) || !attachments.every(isObject)) {
    throw new SlackRefusal('invalid_attachments');
  }
  if (attachments.length > MAX_ATTACHMENTS) {
    throw new SlackRefusal('too_many_attachments');
  }
  return attachments.flatMap((attachment, index) => {
    const blocks = valueAt(attachment, 'blocks');
    if (blocks === undefined) {
      return [];
    }
    const pointer = `/attachments/${index}/blocks`;
    return [...readBlocks(blocks, { surface: 'message', ids: context.ids, pointer })];
  });
}
