import { setTimeout as sleep } from 'node:timers/promises';
import { webApi } from '@slack/bolt';
import type { Message } from '../blocks/message.ts';
import type { Bot } from './bot.ts';
import { deliveryTrouble, slackErrorCode } from './slack-errors.ts';

/** Where a card goes. */
export interface CardPlace {
  readonly channelId: string;
  readonly threadTs?: string | undefined;
}

/** `posted`; `refused`, so that another way must be tried; or `unsure`, so that trying again may double it. */
export type PostOutcome = 'posted' | 'refused' | 'unsure';

const longestWaitMs = 10_000;
const unsentPauseMs = 300;

/** Posts a card for everyone with `chat.postMessage`, trying again only what surely did not arrive. */
export async function postCard(
  message: Message,
  place: CardPlace,
  bot: Pick<Bot, 'clients' | 'log' | 'stopping'>,
): Promise<PostOutcome> {
  const first = await tryToPost(message, place, bot);
  if (first === 'posted' || first.trouble === 'refused') {
    return first === 'posted' ? 'posted' : 'refused';
  }
  if (first.trouble === 'unsure') {
    return 'unsure';
  }
  if (!(await pause(first.pauseMs, bot.stopping))) {
    return 'refused';
  }
  const again = first.trouble === 'broken' ? { ...message, blocks: [] } : message;
  const second = await tryToPost(again, place, bot);
  if (second === 'posted') {
    return 'posted';
  }
  return second.trouble === 'unsure' ? 'unsure' : 'refused';
}

interface FailedPost {
  readonly trouble: ReturnType<typeof deliveryTrouble>;
  readonly pauseMs: number;
}

async function tryToPost(
  message: Message,
  { channelId, threadTs }: CardPlace,
  { clients, log }: Pick<Bot, 'clients' | 'log'>,
): Promise<'posted' | FailedPost> {
  try {
    await clients.replies.chat.postMessage({
      channel: channelId,
      text: message.text,
      ...(message.blocks.length > 0 && { blocks: message.blocks }),
      ...(threadTs !== undefined && { thread_ts: threadTs }),
      unfurl_links: false,
      unfurl_media: false,
    });
    return 'posted';
  } catch (error) {
    const trouble = deliveryTrouble(error);
    const fields = { channel: channelId, code: slackErrorCode(error), trouble };
    if (trouble === 'broken') {
      log.error(fields, 'Slack refused a card as broken; its text goes out alone');
    } else {
      log.warn(fields, 'a card could not be posted');
    }
    return { trouble, pauseMs: pauseBefore(error) };
  }
}

function pauseBefore(error: unknown): number {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return error.retryAfter * 1000;
  }
  return deliveryTrouble(error) === 'unsent' ? unsentPauseMs : 0;
}

/** False where the wait is too long, or the process stops meanwhile. */
async function pause(pauseMs: number, signal: AbortSignal): Promise<boolean> {
  if (pauseMs > longestWaitMs) {
    return false;
  }
  return await sleep(pauseMs, true, { signal }).catch(() => false);
}
