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
          `I showed the first five runs and left out ${leftOut} more. Ask for ${leftOut === 1 ? 'it' : 'them'} again.`,
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
