import type { Recall } from '../blocks/action-value.ts';
import { type CardContext, cardContext } from '../blocks/card-context.ts';
import type { Message } from '../blocks/message.ts';
import { problemCard, textOnly } from '../blocks/notices.ts';
import { runUnfurl } from '../blocks/run-unfurl.ts';
import { cardOrList, noticeWhenSlow } from './answer.ts';
import { type AnswerAudience, audienceExtras } from './audience-notes.ts';
import type { Bot } from './bot.ts';
import type { Click } from './click.ts';
import { type Reading, readRun } from './read-runs.ts';
import { sendResponse, whisperBeside } from './respond-ways.ts';
import { sendUnfurls } from './send-unfurls.ts';

/** Reads the runs of a card anew and redraws the card where it stands, still in the first asker's name. */
export async function refreshMessage(click: Click, recall: Recall, bot: Bot): Promise<void> {
  const say = (message: Message) => whisperBeside(click.respond, message, click, bot);
  const readings = recall.references.map((reference) => readRun(reference, { fresh: true }, bot));
  const settled = new AbortController();
  const notice = noticeWhenSlow(recall.references, readings, { notice: say }, settled.signal);
  const [audience, read] = await Promise.all([
    audienceOf(click, recall, bot),
    Promise.all(readings),
  ]);
  settled.abort();
  await notice;
  if (audience === 'asker-external' && !click.isEphemeral) {
    await say(textOnly(externalWords));
    return;
  }
  const contexts = read.flatMap((reading) => toContext(reading, recall, bot));
  if (contexts.length > 0) {
    await redraw(click, recall, contexts, audience, bot);
  }
  const problems = read.flatMap((reading) => ('problem' in reading ? [reading.problem] : []));
  if (problems.length > 0) {
    await say(problemCard(problems, [], undefined));
  }
}

async function audienceOf(click: Click, recall: Recall, bot: Bot): Promise<AnswerAudience> {
  return recall.isPrivate ? 'asker-wish' : await bot.channels.audienceOf(click.channelId);
}

const externalWords =
  'People outside your organisation read this channel now, so the card stays as it is.';

function toContext(reading: Reading, recall: Recall, bot: Bot): CardContext[] {
  const { references: _all, ...rest } = recall;
  return 'run' in reading ? [cardContext(reading.run, reading.reference, bot.links, rest)] : [];
}

async function redraw(
  click: Click,
  recall: Recall,
  contexts: readonly CardContext[],
  audience: AnswerAudience,
  bot: Bot,
): Promise<void> {
  const [first] = contexts;
  if (click.unfurlUrl !== undefined && click.messageTs !== undefined && first !== undefined) {
    const unfurls = { [click.unfurlUrl]: { blocks: runUnfurl(first) } };
    await sendUnfurls(unfurls, { channel: click.channelId, ts: click.messageTs }, bot);
    return;
  }
  const extras = click.isEphemeral ? audienceExtras(audience, click) : {};
  const message = cardOrList(
    { ...recall, askedBy: recall.askedBy ?? click.userId, isPrivate: recall.isPrivate ?? false },
    contexts,
    recall.references,
    extras,
  );
  await sendResponse(click.respond, { ...message, replace_original: true }, bot);
}
