import type { AnswerAudience } from '../blocks/audience-note.ts';
import type { CardContext } from '../blocks/card-context.ts';
import { readNow, slackTroubles } from '../blocks/notices.ts';
import { runCard } from '../blocks/run-card.ts';
import type { Bot } from './bot.ts';
import {
  type Asking,
  cardOrList,
  contextsOf,
  failedOf,
  problemMessage,
  recallOf,
  whisperedAnswer,
} from './compose-answer.ts';
import { keepLive, withLife } from './live-card.ts';
import { postCard } from './post-card.ts';
import { type Reading, readRun } from './read-runs.ts';
import type { PostOutcome } from './slack-errors.ts';
import { type SlowNotice, startSlowNotice } from './slow-notice.ts';
import type { Ways } from './ways.ts';

/**
 * Answers an asking: reads the runs and the channel's audience side by side, then shows each run to
 * everyone or to the asker alone, and tells the asker alone what went wrong.
 */
export async function answer(asking: Asking, ways: Ways, bot: Bot): Promise<void> {
  const readings = asking.references.map((reference) => readRun(reference, asking, bot));
  const runIds = asking.references.map(({ id }) => id);
  const notice = startSlowNotice(readings, runIds, ways.notice);
  const audience = await audienceOf(asking, bot);
  if (audience === 'everyone') {
    await answerEveryone(asking, readings, notice, ways, bot);
    return;
  }
  const read = await Promise.all(readings);
  await notice.settle();
  await ways.whisper(whisperedAnswer(asking, read, audience, bot));
}

async function audienceOf(asking: Asking, bot: Bot): Promise<AnswerAudience> {
  return asking.isPrivate ? 'asker-wish' : await bot.channels.audienceOf(asking.channelId);
}

async function answerEveryone(
  asking: Asking,
  readings: readonly Promise<Reading>[],
  notice: SlowNotice,
  ways: Ways,
  bot: Bot,
): Promise<void> {
  const posts = await postAsRead(asking, readings, bot);
  const failed = failedOf(await Promise.all(readings));
  await notice.settle();
  const postsThat = (outcome: PostOutcome) =>
    posts.filter((post) => post.outcome === outcome).map(({ context }) => context);
  await publishOtherwise(asking, postsThat('refused'), ways);
  await whisperCards(asking, postsThat('unsure'), slackTroubles.notConfirmed, ways);
  if (failed.length > 0 || asking.remarks.length > 0) {
    await ways.whisper(problemMessage(asking, failed));
  } else {
    await ways.tidy(readNow(asking.references.map(({ id }) => id)));
  }
}

interface Post {
  readonly context: CardContext;
  readonly outcome: PostOutcome;
}

/**
 * Posts each run as soon as it is read, one post at a time: a slow run holds up no other. What the
 * channel refused once it is not asked again.
 */
async function postAsRead(
  asking: Asking,
  readings: readonly Promise<Reading>[],
  bot: Bot,
): Promise<Post[]> {
  const posts: Post[] = [];
  let last = Promise.resolve();
  const postNext = async (context: CardContext) => {
    const isRefused = posts.some(({ outcome }) => outcome === 'refused');
    posts.push({ context, outcome: isRefused ? 'refused' : await post(context, asking, bot) });
  };
  const begin = async (reading: Promise<Reading>) => {
    for (const context of contextsOf([await reading], recallOf(asking), bot)) {
      last = last.then(() => postNext(context));
    }
    await last;
  };
  await Promise.all(readings.map(begin));
  return posts;
}

/** Posts a card that follows its run; whoever asked is told when that ends. */
async function post(context: CardContext, asking: Asking, bot: Bot): Promise<PostOutcome> {
  const living = withLife(context, bot);
  const { outcome, at } = await postCard(runCard(living), asking, bot);
  if (at !== undefined) {
    const { teamId, threadTs, askedBy: watcher } = asking;
    const place = { ...at, teamId, threadTs, layout: 'card', unfurlUrl: undefined } as const;
    void bot.inHand.track(keepLive(living, place, { watcher, isFresh: asking.fresh }, bot));
  }
  return outcome;
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
  const outcome = await ways.publishForAsker?.(cardOrList(contexts, recallFor(asking, contexts)));
  if (outcome === 'unsure') {
    await whisperCards(asking, contexts, slackTroubles.notConfirmed, ways);
  } else if (outcome !== 'posted') {
    await whisperCards(asking, contexts, slackTroubles.notPosted, ways);
  }
}

async function whisperCards(
  asking: Asking,
  contexts: readonly CardContext[],
  note: string,
  ways: Ways,
): Promise<void> {
  if (contexts.length > 0) {
    const extras = { notes: [note], canShare: true };
    await ways.whisper(cardOrList(contexts, recallFor(asking, contexts), extras));
  }
}

function recallFor(asking: Asking, contexts: readonly CardContext[]) {
  return { ...recallOf(asking), references: contexts.map(({ reference }) => reference) };
}
