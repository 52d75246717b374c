import type { BlockAction, RespondFn } from '@slack/bolt';
import { z } from 'zod';
import type { Recall } from '../blocks/action-value.ts';
import type { LivePlace } from './live-card.ts';

/** A click on one of the bot's buttons. */
export interface Click {
  readonly teamId: string;
  readonly channelId: string;
  /** Who clicked; not always who asked first. */
  readonly userId: string;
  readonly messageTs: string | undefined;
  /** Whether only the clicker sees the message. */
  readonly isEphemeral: boolean;
  /** URL of the unfurl that the button stands in; undefined for a button in a message of the bot's own. */
  readonly unfurlUrl: string | undefined;
  /** Thread that the message stands in. */
  readonly threadTs: string | undefined;
  /** Names the message, for what must happen to it only once. */
  readonly doneKey: string;
  readonly respond: RespondFn;
  readonly botUserId: string | undefined;
}

const text = z.string().optional().catch(undefined);
const unfurlSchema = z.object({ app_unfurl_url: text }).optional().catch(undefined);
const clickSchema = z.object({
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }).optional().catch(undefined),
  container: z
    .object({
      channel_id: text,
      message_ts: text,
      thread_ts: text,
      is_ephemeral: z.boolean().optional().catch(undefined),
      app_unfurl_url: text,
    })
    .catch({}),
  app_unfurl: unfurlSchema,
});

/**
 * Reads where a click happened.
 *
 * @throws {z.ZodError} where Slack named no user or no channel
 */
export function clickedPlace(body: BlockAction): Omit<Click, 'respond' | 'botUserId' | 'teamId'> {
  const { user, channel, container, app_unfurl: unfurl } = clickSchema.parse(body);
  const channelId = z.string().parse(channel?.id ?? container.channel_id);
  const unfurlUrl = unfurl?.app_unfurl_url ?? container.app_unfurl_url;
  const isEphemeral = container.is_ephemeral ?? false;
  const viewer = isEphemeral ? user.id : 'everyone';
  return {
    channelId,
    userId: user.id,
    messageTs: container.message_ts,
    isEphemeral,
    unfurlUrl,
    threadTs: container.thread_ts,
    doneKey: ['done', channelId, container.message_ts, unfurlUrl, viewer].join(' '),
  };
}

/** Where the card stands that was clicked; undefined where the click's message cannot live. */
export function placeOfClick(click: Click, recall: Recall): LivePlace | undefined {
  const { messageTs: ts, unfurlUrl, teamId, channelId, threadTs } = click;
  if (ts === undefined || click.isEphemeral || !recall.canLive) {
    return undefined;
  }
  const layout = unfurlUrl === undefined ? 'card' : 'unfurl';
  return { teamId, channelId, ts, threadTs, layout, unfurlUrl };
}
