import type { Recall } from '../blocks/action-value.ts';
import { type AnswerAudience, audienceExtras } from '../blocks/audience-note.ts';
import type { CardContext } from '../blocks/card-context.ts';
import type { Message } from '../blocks/message.ts';
import { notReadLine, problemCard, slackTroubles, textOnly } from '../blocks/notices.ts';
import type { CardExtras } from '../blocks/run-card.ts';
import { runUnfurl } from '../blocks/run-unfurl.ts';
import { isTerminalState } from '../runs/states.ts';
import type { Bot } from './bot.ts';
import { type Click, placeOfClick } from './click.ts';
import { cardOrList, contextsOf, failedOf } from './compose-answer.ts';
import { changesOf, keepLive, withLife } from './live-card.ts';
import { type Reading, readRun } from './read-runs.ts';
import { sendUnfurls } from './send-unfurls.ts';
import { startSlowNotice } from './slow-notice.ts';
import { sendResponse, whisper } from './whisper.ts';

/**
 * Reads the runs of a card anew and redraws the card where it stands, still in the first asker's name.
 * False where not all of that could be done, which the clicker was told.
 */
export async function refreshMessage(click: Click, recall: Recall, bot: Bot): Promise<boolean> {
  const say = (message: Message) => whisper(click.respond, message, 'beside', click, bot);
  const readings = recall.references.map((reference) => readRun(reference, { fresh: true }, bot));
  const runIds = recall.references.map(({ id }) => id);
  const notice = startSlowNotice(readings, runIds, say);
  const [audience, read] = await Promise.all([
    audienceOf(click, recall, bot),
    Promise.all(readings),
  ]);
  await notice.settle();
  if (audience === 'asker-external' && !click.isEphemeral) {
    await say(textOnly(slackTroubles.nowExternal));
    return false;
  }
  const isDrawn = await redraw(click, recall, read, audience, bot);
  if (!isDrawn) {
    await say(textOnly(slackTroubles.notRedrawn));
  }
  const problems = failedOf(read).map(({ problem }) => problem);
  if (problems.length > 0) {
    await say(problemCard(problems, [], undefined));
  }
  return isDrawn && problems.length === 0;
}

async function audienceOf(click: Click, recall: Recall, bot: Bot): Promise<AnswerAudience> {
  return recall.isPrivate ? 'asker-wish' : await bot.channels.audienceOf(click.channelId);
}

/** False where Slack did not take the new card; true also where there is nothing new to draw. */
async function redraw(
  click: Click,
  recall: Recall,
  read: readonly Reading[],
  audience: AnswerAudience,
  bot: Bot,
): Promise<boolean> {
  const place = placeOfClick(click, recall);
  const plain = contextsOf(read, recall, bot);
  const contexts = place === undefined ? plain : plain.map((context) => withLife(context, bot));
  const [first] = contexts;
  if (first === undefined) {
    return true;
  }
  const extras = click.isEphemeral ? audienceExtras(audience, click) : {};
  const changesBefore = place === undefined ? undefined : await changesOf(place, bot);
  const isDrawn = await draw(click, recall, contexts, read, extras, bot);
  if (isDrawn && place !== undefined) {
    await keepLive(first, place, { isFresh: true, changesBefore }, bot);
  } else if (isDrawn && click.unfurlUrl === undefined) {
    reviveForAWhile(first, click, recall, extras, bot);
  }
  return isDrawn;
}

async function draw(
  click: Click,
  recall: Recall,
  contexts: readonly CardContext[],
  read: readonly Reading[],
  extras: CardExtras,
  bot: Bot,
): Promise<boolean> {
  const [first] = contexts;
  if (first !== undefined && click.unfurlUrl !== undefined && click.messageTs !== undefined) {
    const unfurls = { [click.unfurlUrl]: { blocks: runUnfurl(first) } };
    return await sendUnfurls(unfurls, { channel: click.channelId, ts: click.messageTs }, bot);
  }
  const missing = failedOf(read).map(({ reference }) => notReadLine(reference.id));
  const notes = [...missing, ...(extras.notes ?? [])];
  return await replaceOriginal(cardOrList(contexts, recall, { ...extras, notes }), click, bot);
}

async function replaceOriginal(message: Message, click: Click, bot: Bot): Promise<boolean> {
  const response = { ...message, replace_original: true };
  return (await sendResponse(click.respond, response, bot)) === 'posted';
}

/** A card that cannot follow its run by itself lives on over this click. */
function reviveForAWhile(
  context: CardContext,
  click: Click,
  recall: Recall,
  extras: CardExtras,
  bot: Bot,
): void {
  if (recall.references.length === 1 && !isTerminalState(context.run.state)) {
    const redraw = async (message: Message) =>
      (await isForThem(click, bot)) && (await replaceOriginal(message, click, bot));
    bot.revivals.begin(click.doneKey, context, extras, redraw);
  }
}

/** What only the clicker sees needs no second look; what everyone sees must not go on before outsiders. */
async function isForThem(click: Click, { channels }: Bot): Promise<boolean> {
  return click.isEphemeral || (await channels.audienceOf(click.channelId)) !== 'asker-external';
}
