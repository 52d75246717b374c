import { setTimeout as sleep } from 'node:timers/promises';
import { webApi } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { Bot } from './bot.ts';
import { slackErrorCode } from './slack-errors.ts';

/** The message, or the text in somebody's composer, whose links unfurl. */
export type UnfurlTarget =
  | { readonly channel: string; readonly ts: string }
  | { readonly unfurl_id: string; readonly source: 'composer' };

const longestWaitMs = 10_000;

/**
 * Attaches unfurls with `chat.unfurl`, keyed by the URLs exactly as Slack sent them. Doing it again
 * changes the same unfurls, so one more try does no harm. False, and a line in the log, where it failed.
 */
export async function sendUnfurls(
  unfurls: Record<string, { blocks: KnownBlock[] }>,
  target: UnfurlTarget,
  bot: Pick<Bot, 'clients' | 'log' | 'stopping'>,
): Promise<boolean> {
  const send = () => bot.clients.replies.chat.unfurl({ ...target, unfurls });
  try {
    await send().catch(async (error: unknown) => {
      await sleep(pauseBeforeRetry(error), undefined, { signal: bot.stopping });
      await send();
    });
    return true;
  } catch (error) {
    const links = Object.keys(unfurls).length;
    bot.log.warn({ ...target, links, code: slackErrorCode(error) }, 'links were not unfurled');
    return false;
  }
}

/** @throws the error itself where another try cannot help */
function pauseBeforeRetry(error: unknown): number {
  if (error instanceof webApi.WebAPIPlatformError) {
    throw error;
  }
  const pauseMs = error instanceof webApi.WebAPIRateLimitedError ? error.retryAfter * 1000 : 300;
  if (pauseMs > longestWaitMs) {
    throw error;
  }
  return pauseMs;
}
