import { buttonRow, shareButton } from './buttons.ts';
import type { CardContext } from './card-context.ts';
import { givenUpLine } from './card-life.ts';
import { shown } from './limits.ts';
import type { Message } from './message.ts';
import {
  headSection,
  originLine,
  runButtons,
  section,
  smallPrint,
  whenAndWho,
} from './run-parts.ts';
import { describeRun } from './run-words.ts';
import { failingTestLines, linkedTestLine } from './test-lines.ts';

/** What a card says about its own audience. */
export interface CardExtras {
  /** mrkdwn lines in small print, such as why only the asker sees the card. */
  readonly notes?: readonly string[];
  /** Whether the asker may post the card for everyone. */
  readonly canShare?: boolean;
}

/** The fallback text of a message, followed by what its small print says about it. */
export function withNotes(sentence: string, { notes = [] }: CardExtras): string {
  return notes.length === 0 ? sentence : `${sentence}. ${notes.join(' ')}`;
}

/** The whole card of one run. */
export function runCard(context: CardContext, extras: CardExtras = {}): Message {
  const { run } = context;
  const tests = [
    linkedTestLine(run, context),
    failingTestLines(run, context, shown.failingTestsOnCard),
  ].filter((text) => text !== undefined);
  return {
    text: withNotes(describeRun(run).sentence, extras),
    blocks: [
      headSection(context),
      ...tests.map(section),
      ...smallPrint([
        originLine(run),
        whenAndWho(context),
        givenUpLine(context),
        ...(extras.notes ?? []),
      ]),
      ...buttonRow([
        ...(extras.canShare ? [shareButton(context.recall)] : []),
        ...runButtons(context),
      ]),
    ],
  };
}
