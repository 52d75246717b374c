import type { Recall } from '../blocks/action-value.ts';
import { audienceExtras } from '../blocks/audience-note.ts';
import { problemCard, readNow, slackTroubles, textOnly } from '../blocks/notices.ts';
import type { Bot } from './bot.ts';
import type { Click } from './click.ts';
import { cardOrList, contextsOf, failedOf } from './compose-answer.ts';
import { readRun } from './read-runs.ts';
import { clickWays } from './ways.ts';
import { whisper } from './whisper.ts';

/**
 * Posts for everyone, on the asker's word, what only the asker saw. A channel that meanwhile is known
 * to be read by outsiders gets nothing. Whatever goes wrong, the asker's own card stays.
 */
export async function shareRuns(click: Click, recall: Recall, bot: Bot): Promise<void> {
  const beside = (text: string) => whisper(click.respond, textOnly(text), 'beside', click, bot);
  const [audience, readings] = await Promise.all([
    bot.channels.audienceOf(click.channelId, { anew: true }),
    Promise.all(recall.references.map((reference) => readRun(reference, { fresh: false }, bot))),
  ]);
  if (audience === 'asker-external') {
    await beside(audienceExtras(audience, click).notes?.join(' ') ?? '');
    return;
  }
  const problems = failedOf(readings).map(({ problem }) => problem);
  if (problems.length > 0) {
    await whisper(click.respond, problemCard(problems, [], undefined), 'beside', click, bot);
    return;
  }
  const { isPrivate: _wish, ...shared } = { ...recall, askedBy: recall.askedBy ?? click.userId };
  const ways = clickWays(click.respond, click, recall.threadTs, bot);
  const contexts = contextsOf(readings, shared, bot);
  const outcome = await ways.publishForAsker(cardOrList(contexts, shared));
  if (outcome === 'posted') {
    await bot.seen.isFirst(click.doneKey);
    await ways.tidy(readNow(recall.references.map(({ id }) => id)));
    return;
  }
  await beside(outcome === 'unsure' ? slackTroubles.shareNotConfirmed : slackTroubles.shareRefused);
}
