import type { Recall } from '../blocks/action-value.ts';
import { cardContext } from '../blocks/card-context.ts';
import { problemCard, textOnly } from '../blocks/notices.ts';
import { cardOrList } from './answer.ts';
import { audienceExtras } from './audience-notes.ts';
import type { Bot } from './bot.ts';
import type { Click } from './click.ts';
import { readRun } from './read-runs.ts';
import { clickWays } from './respond-ways.ts';

/**
 * Posts for everyone, on the asker's word, what only the asker saw. A channel that meanwhile is known
 * to be read by outsiders gets nothing.
 */
export async function shareRuns(click: Click, recall: Recall, bot: Bot): Promise<void> {
  const ways = clickWays(click.respond, { ...click, threadTs: recall.threadTs }, bot);
  const [audience, readings] = await Promise.all([
    bot.channels.audienceOf(click.channelId),
    Promise.all(recall.references.map((reference) => readRun(reference, { fresh: false }, bot))),
  ]);
  if (audience === 'asker-external') {
    const [words = ''] = audienceExtras(audience, click).notes ?? [];
    return await ways.whisper(textOnly(words));
  }
  const problems = readings.flatMap((read) => ('problem' in read ? [read.problem] : []));
  if (problems.length > 0) {
    return await ways.whisper(problemCard(problems, [], recall));
  }
  const { references: _all, ...rest } = recall;
  const asking = { ...recall, askedBy: recall.askedBy ?? click.userId, isPrivate: false };
  const contexts = readings.flatMap((read) =>
    'run' in read ? [cardContext(read.run, read.reference, bot.links, rest)] : [],
  );
  const isShared = await ways.publishForAsker?.(cardOrList(asking, contexts, recall.references));
  await (isShared ? ways.tidy() : ways.whisper(textOnly(notSharedWords)));
}

const notSharedWords = 'Slack did not take the card for this channel. Ask for the run again.';
