import type { Recall } from '../blocks/action-value.ts';
import { type AnswerAudience, audienceExtras } from '../blocks/audience-note.ts';
import { type CardContext, cardContext } from '../blocks/card-context.ts';
import type { Message } from '../blocks/message.ts';
import { problemCard } from '../blocks/notices.ts';
import { type CardExtras, runCard } from '../blocks/run-card.ts';
import { runList } from '../blocks/run-list.ts';
import type { RunReference } from '../runs/reference.ts';
import type { Bot } from './bot.ts';
import { standingStill } from './live-card.ts';
import type { Reading } from './read-runs.ts';

/** One asking for runs, wherever it came from. */
export interface Asking {
  readonly references: readonly RunReference[];
  /** Workspace that the asking came from. */
  readonly teamId: string;
  readonly channelId: string;
  /** Slack user id of the person in whose name the answer goes out. */
  readonly askedBy: string;
  /** Whether the asker wished to be the only one who sees the answer. */
  readonly isPrivate: boolean;
  /** Thread that a public answer belongs in. */
  readonly threadTs?: string | undefined;
  /** Lines about what of the asking was not answered. */
  readonly remarks: readonly string[];
  /** Whether a remembered answer will not do. */
  readonly fresh: boolean;
  readonly botUserId: string | undefined;
}

/** A reading that gave no run. */
type FailedReading = Extract<Reading, { problem: unknown }>;

/** What the buttons of an answer remember of its asking. */
export function recallOf(
  asking: Pick<Asking, 'askedBy' | 'isPrivate' | 'threadTs'>,
): Omit<Recall, 'references'> {
  return {
    askedBy: asking.askedBy,
    ...(asking.isPrivate && { isPrivate: true }),
    ...(asking.threadTs !== undefined && { threadTs: asking.threadTs }),
  };
}

/** The runs among the readings, ready to be shown as of now. */
export function contextsOf(
  readings: readonly Reading[],
  recall: Omit<Recall, 'references'>,
  { links, now }: Pick<Bot, 'links' | 'now'>,
): CardContext[] {
  return readings.flatMap((read) =>
    'run' in read
      ? [standingStill(cardContext(read.run, read.reference, links, recall), { now })]
      : [],
  );
}

/** The readings that gave no run. */
export function failedOf(readings: readonly Reading[]): FailedReading[] {
  return readings.filter((reading) => 'problem' in reading);
}

/**
 * A whole card where one run was asked for, two lines each where several were.
 *
 * @param contexts the runs that could be read
 * @param recall all that was asked for; Refresh reads them all
 */
export function cardOrList(
  contexts: readonly CardContext[],
  recall: Recall,
  extras: CardExtras = {},
): Message {
  const [first] = contexts;
  return recall.references.length === 1 && first !== undefined
    ? runCard(first, extras)
    : runList(contexts, recall, extras);
}

/** One message with everything: the asker alone reads it, so problems and remarks stand beside the runs. */
export function whisperedAnswer(
  asking: Asking,
  readings: readonly Reading[],
  audience: AnswerAudience,
  bot: Pick<Bot, 'links' | 'now'>,
): Message {
  const recall = recallOf(asking);
  const contexts = contextsOf(readings, recall, bot);
  const failed = failedOf(readings);
  if (contexts.length === 0) {
    return problemMessage(asking, failed);
  }
  const extras = audienceExtras(audience, asking);
  const notes = [
    ...failed.map(({ problem }) => problem.text),
    ...asking.remarks,
    ...(extras.notes ?? []),
  ];
  const { references } = asking;
  return cardOrList(contexts, { ...recall, references }, { ...extras, notes });
}

/** What went wrong, with "Try again" for the look-ups where that can help. */
export function problemMessage(asking: Asking, failed: readonly FailedReading[]): Message {
  const again = failed.filter(({ problem }) => problem.canTryAgain);
  const references = again.map(({ reference }) => reference);
  return problemCard(
    failed.map(({ problem }) => problem),
    asking.remarks,
    references.length === 0 ? undefined : { ...recallOf(asking), references },
  );
}
