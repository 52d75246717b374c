import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import { type CardContext, cardContext } from '../blocks/card-context.ts';
import { runInTwoLines, runUnfurl } from '../blocks/run-unfurl.ts';
import type { RunReference } from '../runs/reference.ts';
import { parseRunUrl } from '../runs/run-url.ts';
import type { Bot } from './bot.ts';
import { keepLive, standingStill, withLife } from './live-card.ts';
import { readRun } from './read-runs.ts';
import { sendUnfurls, type UnfurlTarget } from './send-unfurls.ts';

type LinkSharedArgs = SlackEventMiddlewareArgs<'link_shared'> & AllMiddlewareArgs;

/** A run link as Slack sent it, and what it names. */
interface RunLink {
  /** The key of its unfurl: Slack takes only the URL as it stood in the event. */
  readonly url: string;
  readonly reference: RunReference;
}

const mostLinks = 10;
const mostCompactRuns = 2;

/** Slack calls the channel `channel` in one place of its documentation and `channel_id` in another. */
const deliverySchema = z.object({
  event_id: z.string(),
  team_id: z.string(),
  is_ext_shared_channel: z.boolean().optional().catch(undefined),
  event: z
    .object({
      channel: z.string().optional(),
      channel_id: z.string().optional(),
      message_ts: z.string(),
      thread_ts: z.string().optional().catch(undefined),
      unfurl_id: z.string().optional(),
      source: z.string().optional(),
      links: z.array(z.object({ url: z.string() })),
    })
    .transform(({ channel, channel_id, ...event }) => ({
      ...event,
      channel: channel ?? channel_id ?? '',
    })),
});

type Delivery = z.infer<typeof deliverySchema>;

/** Makes the listener that unfurls run links, in messages and in the composer. */
export function linkShared(bot: Bot) {
  return async ({ body }: LinkSharedArgs): Promise<void> => {
    const delivery = deliverySchema.parse(body);
    const { event, event_id, team_id } = delivery;
    if (!(await bot.seen.isFirst(event_id))) {
      return;
    }
    const links = event.links.flatMap(({ url }) => runLink(url, bot)).slice(0, mostLinks);
    const fresh = await firstSeen(links, `${team_id} ${event.channel} ${event.message_ts}`, bot);
    if (fresh.length === 0 || !(await mayUnfurl(delivery, bot))) {
      return;
    }
    const unfurls = await readUnfurls(fresh, event, bot);
    const blocks = unfurls.map(({ url, blocks }) => [url, { blocks }] as const);
    if (
      blocks.length > 0 &&
      (await sendUnfurls(Object.fromEntries(blocks), targetOf(event), bot))
    ) {
      await keepUnfurlsLive(unfurls, delivery, bot);
    }
  };
}

async function firstSeen(
  links: readonly RunLink[],
  message: string,
  { seen }: Bot,
): Promise<RunLink[]> {
  const firsts = await Promise.all(links.map(({ url }) => seen.isFirst(`${message} ${url}`)));
  return links.filter((_link, at) => firsts[at]);
}

/** Whether `&` arrives as `&amp;` is not documented, so a decoded copy is read and the URL is kept. */
function runLink(url: string, { links }: Bot): RunLink[] {
  const reference = parseRunUrl(url.replaceAll('&amp;', '&'), links);
  return reference === undefined ? [] : [{ url, reference }];
}

/** Fails closed: a channel that outsiders read, or of which nobody knows who reads it, gets no unfurl. */
async function mayUnfurl(
  { event, is_ext_shared_channel: isShared }: Delivery,
  bot: Bot,
): Promise<boolean> {
  if (bot.allowExternalChannels.has(event.channel)) {
    return true;
  }
  if (isShared !== undefined) {
    return !isShared;
  }
  return !isComposer(event) && (await bot.channels.audienceOf(event.channel)) === 'everyone';
}

function isComposer(event: Delivery['event']): boolean {
  return event.source === 'composer' || event.channel === 'COMPOSER';
}

/** An unfurl that is ready to be sent. */
interface Unfurl {
  readonly url: string;
  readonly context: CardContext;
  readonly layout: 'unfurl' | 'two-lines';
  readonly blocks: KnownBlock[];
}

async function readUnfurls(
  links: readonly RunLink[],
  event: Delivery['event'],
  bot: Bot,
): Promise<Unfurl[]> {
  const runCount = new Set(links.map(({ reference }) => reference.id)).size;
  const layout = runCount <= mostCompactRuns ? 'unfurl' : 'two-lines';
  const toBlocks = layout === 'unfurl' ? runUnfurl : runInTwoLines;
  const [canLive, ...readings] = await Promise.all([
    canFollow(event, bot),
    ...links.map(async ({ url, reference }) => ({
      url,
      reading: await readRun(reference, { fresh: false }, bot),
    })),
  ]);
  return readings.flatMap(({ url, reading }) => {
    if (!('run' in reading)) {
      return [];
    }
    const plain = cardContext(reading.run, reading.reference, bot.links, {});
    const context = canLive ? withLife(plain, bot) : standingStill(plain, bot);
    return [{ url, context, layout, blocks: toBlocks(context) }];
  });
}

/**
 * What unfurls in a composer stays as it is: once the message is sent, Slack asks for it anew. So does what
 * stands in a channel of which the bot could not tell later who reads it.
 */
async function canFollow(event: Delivery['event'], { channels }: Bot): Promise<boolean> {
  return !isComposer(event) && (await channels.audienceOf(event.channel)) === 'everyone';
}

async function keepUnfurlsLive(
  unfurls: readonly Unfurl[],
  { event, team_id: teamId }: Delivery,
  bot: Bot,
): Promise<void> {
  const { channel: channelId, message_ts: ts, thread_ts: threadTs } = event;
  await Promise.all(
    unfurls
      .filter(({ context }) => context.recall.canLive)
      .map(({ url: unfurlUrl, context, layout }) =>
        keepLive(
          context,
          { teamId, channelId, ts, threadTs, layout, unfurlUrl },
          { isFresh: false },
          bot,
        ),
      ),
  );
}

function targetOf(event: Delivery['event']): UnfurlTarget {
  return isComposer(event) && event.unfurl_id !== undefined && event.source !== undefined
    ? { unfurl_id: event.unfurl_id, source: 'composer' }
    : { channel: event.channel, ts: event.message_ts };
}
