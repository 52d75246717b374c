import {
  type BlockFault,
  faultMessages,
  validateBlocks,
} from '../block-validation/validate-blocks.ts';
import { validateView } from '../block-validation/validate-view.ts';
import { type JsonObject, jsonAt, valueAt } from '../json-reading.ts';
import type { Method } from '../method.ts';
import { SlackRefusal } from '../slack-refusal.ts';

/** `blocks.validate`: says what would be refused, without posting anything. */
export const blocksValidate: Method = {
  name: 'blocks.validate',
  token: 'none',
  scopes: [],
  perMinute: 50,
  run(args) {
    const faults = faultsOf(args);
    if (faults.length === 0) {
      return {};
    }
    throw new SlackRefusal('invalid_blocks', {
      errors: faults.map(({ code, pointer, problem }) => ({ code, pointer, message: problem })),
      response_metadata: { messages: faultMessages(faults) },
    });
  },
};

function faultsOf(args: JsonObject): readonly BlockFault[] {
  const [view, message, blocks] = ['view', 'message', 'blocks'].map((name) => jsonAt(args, name));
  if (view !== undefined) {
    return validateView(view);
  }
  if (message !== undefined) {
    return validateBlocks(valueAt(message, 'blocks'), 'message', '/message/blocks');
  }
  if (blocks !== undefined) {
    return validateBlocks(blocks, 'message');
  }
  throw new SlackRefusal('invalid_arguments');
}
