import { setTimeout as sleep } from 'node:timers/promises';
import type { Recall } from '../blocks/action-value.ts';
import { type CardContext, cardContext } from '../blocks/card-context.ts';
import type { Message } from '../blocks/message.ts';
import { problemCard, stillReading } from '../blocks/notices.ts';
import { type CardExtras, runCard } from '../blocks/run-card.ts';
import { runList } from '../blocks/run-list.ts';
import type { RunReference } from '../runs/reference.ts';
import { type AnswerAudience, audienceExtras } from './audience-notes.ts';
import type { Bot } from './bot.ts';
import { postCard } from './post-card.ts';
import { type Reading, readRun } from './read-runs.ts';
import type { Ways } from './ways.ts';

/** One asking for runs, wherever it came from. */
export interface Asking {
  readonly references: readonly RunReference[];
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

const slowAfterMs = 2500;

/**
 * Answers an asking: reads the runs and the channel's audience side by side, then shows each run to
 * everyone or to the asker alone, and tells the asker alone what went wrong.
 */
export async function answer(asking: Asking, ways: Ways, bot: Bot): Promise<void> {
  const readings = asking.references.map((reference) => readRun(reference, asking, bot));
  const settled = new AbortController();
  const notice = noticeWhenSlow(asking.references, readings, ways, settled.signal);
  const audience = await audienceOf(asking, bot);
  if (audience === 'everyone') {
    await answerEveryone(asking, readings, ways, bot, () => settleNotice());
  } else {
    const read = await Promise.all(readings);
    await settleNotice();
    await ways.whisper(whisperedAnswer(asking, read, audience, bot));
  }

  async function settleNotice(): Promise<void> {
    settled.abort();
    await notice;
  }
}

async function audienceOf(asking: Asking, bot: Bot): Promise<AnswerAudience> {
  return asking.isPrivate ? 'asker-wish' : await bot.channels.audienceOf(asking.channelId);
}

/** Says once which runs are still being read, if any are when patience ends. */
export async function noticeWhenSlow(
  references: readonly RunReference[],
  readings: readonly Promise<Reading>[],
  ways: Pick<Ways, 'notice'>,
  settled: AbortSignal,
): Promise<void> {
  const unread = new Set(references.map(({ id }) => id));
  for (const reading of readings) {
    reading.then(({ reference }) => unread.delete(reference.id));
  }
  const slow = await sleep(slowAfterMs, true, { signal: settled }).catch(() => false);
  if (slow && unread.size > 0) {
    await ways.notice(stillReading([...unread]));
  }
}

async function answerEveryone(
  asking: Asking,
  readings: readonly Promise<Reading>[],
  ways: Ways,
  bot: Bot,
  settleNotice: () => Promise<void>,
): Promise<void> {
  const refused: CardContext[] = [];
  const unsure: CardContext[] = [];
  for (const reading of readings) {
    const read = await reading;
    if (!('run' in read)) {
      continue;
    }
    const context = contextOf(asking, read, bot);
    const outcome = refused.length > 0 ? 'refused' : await postCard(runCard(context), asking, bot);
    if (outcome !== 'posted') {
      (outcome === 'refused' ? refused : unsure).push(context);
    }
  }
  await settleNotice();
  await publishOtherwise(asking, refused, ways);
  await whisperUnsure(asking, unsure, ways);
  await tellProblems(asking, await Promise.all(readings), ways);
}

/** What the bot may not post goes out on the asker's behalf, or else to the asker alone. */
async function publishOtherwise(
  asking: Asking,
  contexts: readonly CardContext[],
  ways: Ways,
): Promise<void> {
  if (contexts.length === 0) {
    return;
  }
  const references = referencesOf(contexts);
  if (await ways.publishForAsker?.(cardOrList(asking, contexts, references))) {
    return;
  }
  const notes = ['Only you see this: Slack did not let me post it here. Try to share it yourself.'];
  await ways.whisper(cardOrList(asking, contexts, references, { notes, canShare: true }));
}

async function whisperUnsure(
  asking: Asking,
  contexts: readonly CardContext[],
  ways: Ways,
): Promise<void> {
  if (contexts.length > 0) {
    const notes = [
      'Slack did not confirm that this reached the channel. If you do not see it there, share it.',
    ];
    await ways.whisper(
      cardOrList(asking, contexts, referencesOf(contexts), { notes, canShare: true }),
    );
  }
}

async function tellProblems(
  asking: Asking,
  readings: readonly Reading[],
  ways: Ways,
): Promise<void> {
  const failed = readings.filter((reading) => 'problem' in reading);
  if (failed.length === 0 && asking.remarks.length === 0) {
    await ways.tidy();
    return;
  }
  await ways.whisper(problemMessage(asking, failed));
}

function problemMessage(
  asking: Asking,
  failed: readonly Extract<Reading, { problem: unknown }>[],
): Message {
  const again = failed.filter(({ problem }) => problem.canTryAgain);
  return problemCard(
    failed.map(({ problem }) => problem),
    asking.remarks,
    again.length === 0
      ? undefined
      : { ...recallOf(asking), references: again.map(({ reference }) => reference) },
  );
}

/** One message with everything: the asker alone reads it, so problems and remarks stand beside the runs. */
function whisperedAnswer(
  asking: Asking,
  readings: readonly Reading[],
  audience: AnswerAudience,
  bot: Bot,
): Message {
  const contexts = readings.flatMap((read) =>
    'run' in read ? [contextOf(asking, read, bot)] : [],
  );
  const failed = readings.filter((reading) => 'problem' in reading);
  if (contexts.length === 0) {
    return problemMessage(asking, failed);
  }
  const extras = audienceExtras(audience, asking);
  const notes = [
    ...failed.map(({ problem }) => problem.text),
    ...asking.remarks,
    ...(extras.notes ?? []),
  ];
  return cardOrList(asking, contexts, asking.references, { ...extras, notes });
}

/**
 * A whole card where one run was asked for, two lines each where several were.
 *
 * @param contexts the runs that could be read
 * @param references all that were asked for; Refresh reads them all
 */
export function cardOrList(
  asking: Pick<Asking, 'askedBy' | 'isPrivate' | 'threadTs'>,
  contexts: readonly CardContext[],
  references: readonly RunReference[],
  extras: CardExtras = {},
): Message {
  const [first] = contexts;
  return references.length === 1 && first !== undefined
    ? runCard(first, extras)
    : runList(contexts, { ...recallOf(asking), references }, extras);
}

function referencesOf(contexts: readonly CardContext[]): RunReference[] {
  return contexts.map(({ reference }) => reference);
}

function contextOf(
  asking: Asking,
  read: Extract<Reading, { run: unknown }>,
  bot: Bot,
): CardContext {
  return cardContext(read.run, read.reference, bot.links, recallOf(asking));
}

function recallOf(
  asking: Pick<Asking, 'askedBy' | 'isPrivate' | 'threadTs'>,
): Omit<Recall, 'references'> {
  return {
    askedBy: asking.askedBy,
    ...(asking.isPrivate && { isPrivate: true }),
    ...(asking.threadTs !== undefined && { threadTs: asking.threadTs }),
  };
}
