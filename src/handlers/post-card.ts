import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../blocks/message.ts';
import type { Bot } from './bot.ts';
import {
  type DeliveryTrouble,
  deliveryTrouble,
  type PostOutcome,
  pauseBeforeRetry,
  slackErrorCode,
} from './slack-errors.ts';

/** Where a card goes. */
export interface CardPlace {
  readonly channelId: string;
  readonly threadTs?: string | undefined;
}

/** The message that a card became. */
interface PostedAt {
  readonly channelId: string;
  readonly ts: string;
}

/** What became of a card, and where it stands if Slack said so. */
export interface PostedCard {
  readonly outcome: PostOutcome;
  readonly at?: PostedAt | undefined;
}

type PostingBot = Pick<Bot, 'clients' | 'log' | 'stopping'>;

/** Posts a card for everyone with `chat.postMessage`, trying again only what surely did not arrive. */
export async function postCard(
  message: Message,
  place: CardPlace,
  bot: PostingBot,
): Promise<PostedCard> {
  const first = await tryToPost(message, place, bot);
  if (first.trouble === undefined) {
    return { outcome: 'posted', at: first.at };
  }
  if (first.trouble === 'refused' || first.trouble === 'unsure') {
    return { outcome: first.trouble };
  }
  if (!(await pause(first.pauseMs, bot.stopping))) {
    return { outcome: 'refused' };
  }
  const again = first.trouble === 'broken' ? { ...message, blocks: [] } : message;
  const second = await tryToPost(again, place, bot);
  return second.trouble === undefined
    ? { outcome: 'posted', at: second.at }
    : { outcome: second.trouble === 'unsure' ? 'unsure' : 'refused' };
}

type Try =
  | { readonly trouble: undefined; readonly at: PostedAt | undefined }
  | { readonly trouble: DeliveryTrouble; readonly pauseMs: number | undefined };

async function tryToPost(
  message: Message,
  { channelId, threadTs }: CardPlace,
  { clients, log }: PostingBot,
): Promise<Try> {
  try {
    const { channel = channelId, ts } = await clients.replies.chat.postMessage({
      channel: channelId,
      text: message.text,
      ...(message.blocks.length > 0 && { blocks: message.blocks }),
      ...(threadTs !== undefined && { thread_ts: threadTs }),
      unfurl_links: false,
      unfurl_media: false,
    });
    return { trouble: undefined, at: ts === undefined ? undefined : { channelId: channel, ts } };
  } catch (error) {
    const trouble = deliveryTrouble(error);
    const fields = { channel: channelId, code: slackErrorCode(error), trouble };
    if (trouble === 'broken') {
      log.error(fields, 'Slack refused a card as broken; its text goes out alone');
    } else {
      log.warn(fields, 'a card could not be posted');
    }
    return { trouble, pauseMs: trouble === 'broken' ? 0 : pauseBeforeRetry(error) };
  }
}

/** False where the wait is too long, or the process stops meanwhile. */
async function pause(pauseMs: number | undefined, signal: AbortSignal): Promise<boolean> {
  return pauseMs !== undefined && (await sleep(pauseMs, true, { signal }).catch(() => false));
}
