import type { Message } from './message.ts';
import { escaped } from './mrkdwn.ts';
import { section, smallPrint } from './run-parts.ts';

const help = [
  '*Ask for a test run* by its number or its link:',
  '• `/testrun 48213` shows the run here for everyone',
  '• `/testrun 48213 48214` shows several, five at most',
  '• `/testrun private 48213` shows it only to you',
  '• `@Testrun 48213` in a thread answers in that thread',
].join('\n');

const more = [
  "A run's link pasted into a message unfurls by itself.",
  'The card of an unfinished run keeps itself up to date. Press *Tell me when it ends* on it to be told in its thread.',
];

/** What the bot understands, for the asker's eyes. */
export function helpCard(): Message {
  return {
    text: 'How to ask for a test run: /testrun 48213, or paste its link.',
    blocks: [section(help), ...smallPrint(more)],
  };
}

/**
 * Help for somebody whose words were not understood.
 *
 * @param unread the words, as they were written
 */
export function notUnderstoodCard(unread: readonly string[]): Message {
  const quoted = quotedWords(unread);
  return {
    text: `I couldn't read ${quoted}. Ask with a run's number, such as /testrun 48213, or its link.`,
    blocks: [section(`I couldn't read ${quoted}.`), ...helpCard().blocks],
  };
}

/** Words of a person, quoted and harmless, at most a few lines of them. */
export function quotedWords(words: readonly string[]): string {
  const quoted = words.slice(0, 5).map((word) => `“${escaped(word, 100)}”`);
  return quoted.length === 0 ? 'that' : quoted.join(', ');
}
