import type { Recall } from './action-value.ts';
import { buttonRow, refreshButton, shareButton } from './buttons.ts';
import type { CardContext } from './card-context.ts';
import type { Message } from './message.ts';
import { mention } from './mrkdwn.ts';
import { type CardExtras, withNotes } from './run-card.ts';
import { smallPrint } from './run-parts.ts';
import { runInTwoLines } from './run-unfurl.ts';
import { describeRun } from './run-words.ts';

/** Several runs in one message, two lines each. */
export function runList(
  contexts: readonly CardContext[],
  recall: Recall,
  extras: CardExtras = {},
): Message {
  const askedBy = recall.askedBy === undefined ? '' : `asked by ${mention(recall.askedBy)}`;
  return {
    text: withNotes(contexts.map(({ run }) => describeRun(run).sentence).join('. '), extras),
    blocks: [
      ...contexts.flatMap(runInTwoLines),
      ...smallPrint([askedBy, ...(extras.notes ?? [])]),
      ...buttonRow([...(extras.canShare ? [shareButton(recall)] : []), refreshButton(recall)]),
    ],
  };
}
