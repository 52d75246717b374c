import type { webApi } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { readRecall } from '../blocks/action-value.ts';
import { type CardContext, cardContext } from '../blocks/card-context.ts';
import { endNotice } from '../blocks/end-notice.ts';
import type { Message } from '../blocks/message.ts';
import { runCard } from '../blocks/run-card.ts';
import { runInTwoLines, runUnfurl } from '../blocks/run-unfurl.ts';
import type { CardSlack, CardState, Sent } from '../live/card-slack.ts';
import { shortHash } from '../live/sighting.ts';
import type { TestRun } from '../runs/run.ts';
import type { Bot } from './bot.ts';
import type { PatientFacts } from './patient-facts.ts';
import { deliveryTrouble, isAnswer, sentOf, slackErrorCode } from './slack-errors.ts';

/** What live cards need to reach people. */
type CardSlackParts = Pick<Bot, 'links' | 'now' | 'log'> & {
  readonly channels: PatientFacts;
  readonly client: webApi.WebClient;
};

/**
 * Makes the way of live cards to Slack: `chat.update` for the bot's own messages, `chat.unfurl` once
 * more for unfurls, a thread reply for a notice. A channel that outsiders have come to read since gets
 * nothing more, once that is known.
 */
export function createCardSlack(parts: CardSlackParts): CardSlack {
  const { client } = parts;
  return {
    look: ({ run, ...state }) =>
      shortHash(JSON.stringify(draw({ ...state, run: unsigned(run) }, undefined, parts))),
    update: (state) =>
      toSlack(state, parts, async () => {
        const message = draw(state, parts.now(), parts);
        const { channelId: channel, ts, unfurlUrl } = state.card;
        if (unfurlUrl === undefined) {
          await updateMessage(message, { channel, ts }, parts);
        } else {
          const unfurls = { [unfurlUrl]: { blocks: message.blocks } };
          await client.chat.unfurl({ channel, ts, unfurls });
        }
      }),
    tell: (state, userIds) =>
      toSlack(state, parts, async () => {
        const { card, run, status } = state;
        const { text, blocks } = endNotice(run, status, userIds);
        await client.chat.postMessage({
          channel: card.channelId,
          thread_ts: card.threadTs ?? card.ts,
          text,
          blocks,
          unfurl_links: false,
          unfurl_media: false,
        });
      }),
    answers: () => client.auth.test().then(() => true, isAnswer),
  };
}

/** An address that is signed anew for every reading leads to the same report: that is no new look. */
function unsigned({ summaryUrl, ...run }: TestRun): TestRun {
  return {
    ...run,
    ...(summaryUrl !== undefined && { summaryUrl: summaryUrl.replace(/\?.*/s, '') }),
  };
}

/** What a card shows; without a clock, its look. */
function draw(state: CardState, nowMs: number | undefined, { links }: CardSlackParts): Message {
  const context = contextOf(state, nowMs, links);
  switch (state.card.layout) {
    case 'card':
      return runCard(context);
    case 'unfurl':
      return { text: '', blocks: runUnfurl(context) };
    case 'two-lines':
      return { text: '', blocks: runInTwoLines(context) };
  }
}

function contextOf(
  { card, run, status }: CardState,
  nowMs: number | undefined,
  links: Bot['links'],
): CardContext {
  const recall = readRecall(card.recall) ?? { references: [] };
  const reference = recall.references[0] ?? { id: card.runId };
  const lifeStatus = status === 'following' || status === 'ended' ? 'followed' : status;
  return {
    ...cardContext(run, reference, links, recall),
    life: { status: lifeStatus, nowMs },
  };
}

async function updateMessage(
  message: Message,
  place: { channel: string; ts: string },
  { client, log }: CardSlackParts,
): Promise<void> {
  const { text, blocks } = message;
  try {
    await client.chat.update({ ...place, text, blocks });
  } catch (error) {
    if (deliveryTrouble(error) !== 'broken') {
      throw error;
    }
    const fields = { channel: place.channel, code: slackErrorCode(error) };
    log.error(fields, 'Slack refused a live card as broken; its text goes out alone');
    await client.chat.update({ ...place, text, blocks: [] satisfies KnownBlock[] });
  }
}

async function toSlack(
  { card }: CardState,
  { channels, client }: CardSlackParts,
  send: () => Promise<void>,
): Promise<Sent> {
  switch (await channels.audienceOf(card)) {
    case 'everyone':
      return await send().then(() => ({ kind: 'sent' }), sentOf);
    // Fails closed: where outsiders read a channel, or nobody can tell any more who does, a card ends.
    case 'asker-external':
      return { kind: 'gone', code: 'outsiders_read_the_channel' };
    case 'asker-not-member':
      return { kind: 'gone', code: 'nobody_tells_who_reads_the_channel' };
    case 'asker-unknown':
      return await inDoubt(client);
  }
}

/** A token that is worth nothing any more is the end; any other reason why Slack does not tell may pass. */
async function inDoubt(client: webApi.WebClient): Promise<Sent> {
  const sent = await client.auth.test().then(() => undefined, sentOf);
  return sent?.kind === 'gone' || sent?.kind === 'limited' ? sent : { kind: 'doubt' };
}
