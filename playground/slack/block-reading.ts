import type { KnownBlock } from '@slack/types';
import type { Surface } from './block-validation/blocks.ts';
import {
  areBlocks,
  type BlockFault,
  faultMessages,
  validateBlocks,
} from './block-validation/validate-blocks.ts';
import { isObject } from './json-reading.ts';
import { refusalWithMessages, SlackRefusal } from './slack-refusal.ts';

/** Gives the ids that Slack makes up for blocks and elements without one. */
export type IdSource = () => string;

/** A source of ids that never repeat within a workspace. */
export function createIdSource(): IdSource {
  let count = 0;
  return () => {
    count += 1;
    return `auto${count.toString(36)}`;
  };
}

/**
 * Reads blocks that a bot sent: checks them and fills in missing ids, as Slack does.
 * @throws {SlackRefusal} `invalid_blocks_format`, `invalid_blocks` or `msg_blocks_too_long`.
 */
export function readBlocks(
  value: unknown,
  options: { readonly surface: Surface; readonly ids: IdSource; readonly pointer?: string },
): readonly KnownBlock[] {
  if (!Array.isArray(value)) {
    throw new SlackRefusal('invalid_blocks_format');
  }
  const faults = validateBlocks(value, options.surface, options.pointer);
  const [first] = faults;
  if (first !== undefined) {
    throw refusalWithMessages(codeOf(faults), faultMessages(faults));
  }
  const blocks: unknown = value.map((block) => withIds(block, options.ids));
  return areBlocks(blocks, faults) ? blocks : [];
}

function codeOf(faults: readonly BlockFault[]): string {
  return faults.find((fault) => fault.code === 'invalid_blocks')?.code ?? 'msg_blocks_too_long';
}

/** A block in which it and everything that can be clicked has an id. */
export function withIds(block: unknown, ids: IdSource): unknown {
  if (!isObject(block)) {
    return block;
  }
  const { accessory, element, elements } = block;
  return {
    block_id: ids(),
    ...block,
    ...(Array.isArray(elements)
      ? { elements: elements.map((entry) => withActionId(entry, ids)) }
      : {}),
    ...(accessory === undefined ? {} : { accessory: withActionId(accessory, ids) }),
    ...(element === undefined ? {} : { element: withActionId(element, ids) }),
  };
}

const STATIC_TYPES = /^(?:image|plain_text|mrkdwn|card|rich_text\w*)$/;

function withActionId(element: unknown, ids: IdSource): unknown {
  if (!isObject(element)) {
    return element;
  }
  const { type } = element;
  if (typeof type !== 'string' || STATIC_TYPES.test(type)) {
    return element;
  }
  return { action_id: ids(), ...element };
}
