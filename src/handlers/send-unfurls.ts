import { setTimeout as sleep } from 'node:timers/promises';
import type { KnownBlock } from '@slack/types';
import type { Bot } from './bot.ts';
import { deliveryTrouble, pauseBeforeRetry, slackErrorCode } from './slack-errors.ts';

/** The message, or the text in somebody's composer, whose links unfurl. */
export type UnfurlTarget =
  | { readonly channel: string; readonly ts: string }
  | { readonly unfurl_id: string; readonly source: 'composer' };

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
      const pauseMs = pauseBeforeRetry(error);
      if (pauseMs === undefined || ['refused', 'broken'].includes(deliveryTrouble(error))) {
        throw error;
      }
      await sleep(pauseMs, undefined, { signal: bot.stopping });
      await send();
    });
    return true;
  } catch (error) {
    const links = Object.keys(unfurls).length;
    bot.log.warn({ ...target, links, code: slackErrorCode(error) }, 'links were not unfurled');
    return false;
  }
}
