import type { KnownBlock } from '@slack/types';
import { isObject, listAt, valueAt } from '../json-reading.ts';
import { textLength } from './block-text.ts';
import { blockCheck, type Surface } from './blocks.ts';
import { type Check, list, type Report } from './checks.ts';
import { LIMITS } from './limits.ts';

/** One thing that Slack would refuse. */
export interface BlockFault {
  /** `invalid_blocks`, or `msg_blocks_too_long` for too much text in all blocks together. */
  readonly code: 'invalid_blocks' | 'msg_blocks_too_long';
  /** JSON pointer of the place, such as `/blocks/3/text/text`. */
  readonly pointer: string;
  readonly problem: string;
}

/** More faults than these are of no use to anybody. */
const MAX_FAULTS = 20;

/** Finds what Slack would refuse in blocks on a surface; an empty list means they are fine. */
export function validateBlocks(
  blocks: unknown,
  surface: Surface,
  pointer = '/blocks',
): readonly BlockFault[] {
  const faults: BlockFault[] = [];
  const report: Report = (place, problem) => {
    if (faults.length < MAX_FAULTS) {
      faults.push({ code: 'invalid_blocks', pointer: place, problem });
    }
  };
  wholeList(surface)(blocks, pointer, report);
  if (faults.length === 0 && isMessage(surface) && textLength(blocks) > LIMITS.messageBlocksText) {
    const problem = `text of all blocks must be less than ${LIMITS.messageBlocksText + 1} characters`;
    faults.push({ code: 'msg_blocks_too_long', pointer, problem });
  }
  return faults;
}

/** Says whether blocks passed `validateBlocks`, which then have the shape that the types promise. */
export function areBlocks(
  blocks: unknown,
  faults: readonly BlockFault[],
): blocks is readonly KnownBlock[] {
  return faults.length === 0 && Array.isArray(blocks);
}

/** A fault in Slack's words, as they stand in `response_metadata.messages`. */
function faultMessage(fault: Pick<BlockFault, 'pointer' | 'problem'>): string {
  return `[ERROR] ${fault.problem} [json-pointer:${fault.pointer}]`;
}

/** The faults in Slack's words, each place first as "failed to match all allowed schemas". */
export function faultMessages(faults: readonly BlockFault[]): readonly string[] {
  return faults.flatMap((fault) => [
    faultMessage({
      pointer: parentOf(fault.pointer),
      problem: 'failed to match all allowed schemas',
    }),
    faultMessage(fault),
  ]);
}

function parentOf(pointer: string): string {
  const end = pointer.lastIndexOf('/');
  return end > 0 ? pointer.slice(0, end) : pointer;
}

function isMessage(surface: Surface): boolean {
  return surface === 'message' || surface === 'unfurl';
}

function wholeList(surface: Surface): Check {
  const max = isMessage(surface) ? LIMITS.blocksPerMessage : LIMITS.blocksPerView;
  const each = list(blockCheck(surface), max, 0);
  return (value, pointer, report) => {
    each(value, pointer, report);
    if (!Array.isArray(value)) {
      return;
    }
    reportDoubledIds(value, 'block_id', pointer, report);
    for (const [index, block] of value.entries()) {
      if (isObject(block)) {
        const elements = listAt(block, 'elements');
        reportDoubledIds(elements, 'action_id', `${pointer}/${index}/elements`, report);
      }
    }
    if (surface === 'message') {
      reportTooManyOfAKind(value, pointer, report);
    }
  };
}

function reportDoubledIds(
  entries: readonly unknown[],
  key: 'block_id' | 'action_id',
  pointer: string,
  report: Report,
): void {
  const seen = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const id = valueAt(entry, key);
    if (typeof id !== 'string') {
      continue;
    }
    if (seen.has(id)) {
      report(`${pointer}/${index}/${key}`, `\`${key}\` must be unique: ${id}`);
    }
    seen.add(id);
  }
}

function reportTooManyOfAKind(blocks: readonly unknown[], pointer: string, report: Report): void {
  const ofType = (type: string): readonly unknown[] =>
    blocks.filter((block) => valueAt(block, 'type') === type);
  if (ofType('table').length > LIMITS.tablesPerMessage) {
    report(pointer, `only ${LIMITS.tablesPerMessage} table allowed`);
  }
  if (textLength(ofType('markdown')) > LIMITS.messageMarkdownText) {
    report(pointer, `markdown must be less than ${LIMITS.messageMarkdownText + 1} characters`);
  }
}
