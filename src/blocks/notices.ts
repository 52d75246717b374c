import type { Recall } from './action-value.ts';
import { buttonRow, tryAgainButton } from './buttons.ts';
import { quotedWords } from './help-card.ts';
import type { Message } from './message.ts';
import type { ProblemWords } from './problem-words.ts';
import { section } from './run-parts.ts';

/** What is said while an answer is slow. */
export function stillReading(runIds: readonly number[]): Message {
  const runs = runIds.map((id) => `#${id}`).join(', ');
  return textOnly(`Still reading run${runIds.length === 1 ? '' : 's'} ${runs} from Empirical…`);
}

/** A message of one paragraph that is the same in blocks and in plain words. */
export function textOnly(text: string): Message {
  return { text, blocks: [section(text)] };
}

/** What is said once the answer to a slow asking is there for everyone. */
export function readNow(runIds: readonly number[]): Message {
  const runs = runIds.map((id) => `#${id}`).join(', ');
  const [run, card, is] = runIds.length === 1 ? ['run', 'card', 'is'] : ['runs', 'cards', 'are'];
  return textOnly(`Done: the ${card} of ${run} ${runs} ${is} in the channel.`);
}

/** A line of a list for a run that was there before and could not be read again. */
export function notReadLine(runId: number): string {
  return `Run #${runId} could not be read just now.`;
}

/** Sentences for what goes wrong between the bot and Slack; each says what the person can do. */
export const slackTroubles = {
  notPosted: 'Only you see this: Slack did not let me post it here. Try to share it yourself.',
  notConfirmed:
    'Slack did not confirm that this reached the channel. If you do not see it there, share it.',
  shareRefused: 'Slack did not take the card for this channel. Try again in a moment.',
  shareNotConfirmed:
    'Slack did not confirm the card. Share it once more only if you do not see it in the channel.',
  alreadyDone: 'That is done already. Ask for the run again if you need another card.',
  notRedrawn: 'Slack did not take the new card. Press Refresh again in a moment.',
  nowExternal:
    'People outside your organisation read this channel now, so the card stays as it is.',
  oldButton: 'This button is from an older card. Ask for the run again.',
} as const;

/** What a click on "Tell me when it ends" is answered with, for the clicker's eyes. */
export const tellMeWords = {
  added: (runId: number) =>
    `You will be told here, in the card's thread, when run #${runId} ends. Press the button again to take that back.`,
  already: (runId: number) =>
    `You are told when run #${runId} ends, because you asked for it. Press the button again to take that back.`,
  removed: (runId: number) =>
    `You were among those who are told when run #${runId} ends, and are not any more. Press the button again to be told after all.`,
  full: (runId: number) =>
    `50 people wait for run #${runId} by this card already, and it has room for no more. Ask for the run again and press the button on the new card.`,
  ended: (runId: number) =>
    `Run #${runId} has ended already. Press Refresh if the card does not show it.`,
  away: "The bot's database is away just now, so it cannot remember to tell you. Press the button again in a moment.",
  cannotTellHere:
    'I cannot write in this channel, so I could not tell you here. Invite the bot and press the button again.',
} as const;

/** What of a request was not answered, in one line each; empty where all of it was. */
export function remarks({
  leftOut,
  unread,
}: {
  leftOut: number;
  unread: readonly string[];
}): string[] {
  return [
    ...(leftOut > 0
      ? [
          `I looked up the first five runs only. Ask again for the other ${leftOut === 1 ? 'one' : leftOut}.`,
        ]
      : []),
    ...(unread.length > 0 ? [`I couldn't read ${quotedWords(unread)}.`] : []),
  ];
}

/**
 * Everything that went wrong with an asking, in one message for the asker.
 *
 * @param recall the look-ups that "Try again" does again; none where trying again cannot help
 */
export function problemCard(
  problems: readonly ProblemWords[],
  remarkLines: readonly string[],
  recall: Recall | undefined,
): Message {
  const lines = [...problems.map(({ text }) => text), ...remarkLines];
  return {
    text: lines.join(' '),
    blocks: [
      section(lines.join('\n')),
      ...(recall === undefined ? [] : buttonRow([tryAgainButton(recall)])),
    ],
  };
}
