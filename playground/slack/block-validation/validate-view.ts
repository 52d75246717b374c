import type { ModalView } from '@slack/types';
import { isObject, listAt, valueAt } from '../json-reading.ts';
import { bool, type Check, type Report, rule, shape, text } from './checks.ts';
import { id, plainText } from './composition.ts';
import { LIMITS } from './limits.ts';
import { type BlockFault, validateBlocks } from './validate-blocks.ts';

const anything: Check = () => {};

const modal: Check = shape(
  { title: plainText(LIMITS.viewTitle), blocks: anything },
  {
    submit: plainText(LIMITS.viewButton),
    close: plainText(LIMITS.viewButton),
    private_metadata: text(LIMITS.privateMetadata, 0),
    callback_id: text(LIMITS.id, 0),
    external_id: id,
    clear_on_close: bool,
    notify_on_close: bool,
    submit_disabled: bool,
  },
);

const submitForInputs: Check = rule((view) =>
  listAt(view, 'blocks').some((block) => valueAt(block, 'type') === 'input') &&
  !Object.hasOwn(view, 'submit')
    ? 'missing required field: submit (needed with input blocks)'
    : undefined,
);

/** Finds what Slack would refuse in a modal; an empty list means it is fine. */
export function validateView(view: unknown): readonly BlockFault[] {
  const faults: BlockFault[] = [];
  const report: Report = (pointer, problem) =>
    faults.push({ code: 'invalid_blocks', pointer, problem });
  if (valueAt(view, 'type') !== 'modal') {
    report('/view/type', 'must be: modal');
  }
  modal(view, '/view', report);
  submitForInputs(view, '/view', report);
  const blocks = valueAt(view, 'blocks');
  return [...faults, ...validateBlocks(blocks, 'modal', '/view/blocks')];
}

/** Says whether a view passed `validateView`, which then has the shape that the types promise. */
export function isModal(view: unknown, faults: readonly BlockFault[]): view is ModalView {
  return faults.length === 0 && isObject(view);
}
