import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import { cardContext } from '../blocks/card-context.ts';
import { runInTwoLines, runUnfurl } from '../blocks/run-unfurl.ts';
import type { RunReference } from '../runs/reference.ts';
import { parseRunUrl } from '../runs/run-url.ts';
import type { Bot } from './bot.ts';
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
    if (!bot.seen.isFirst(event_id)) {
      return;
    }
    const links = event.links.flatMap(({ url }) => runLink(url, bot)).slice(0, mostLinks);
    const fresh = links.filter(({ url }) =>
      bot.seen.isFirst(`${team_id} ${event.channel} ${event.message_ts} ${url}`),
    );
    if (fresh.length === 0 || !(await mayUnfurl(delivery, bot))) {
      return;
    }
    const unfurls = await readUnfurls(fresh, bot);
    if (Object.keys(unfurls).length > 0) {
      await sendUnfurls(unfurls, targetOf(event), bot);
    }
  };
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

async function readUnfurls(
  links: readonly RunLink[],
  bot: Bot,
): Promise<Record<string, { blocks: KnownBlock[] }>> {
  const runCount = new Set(links.map(({ reference }) => reference.id)).size;
  const toBlocks = runCount <= mostCompactRuns ? runUnfurl : runInTwoLines;
  const readings = await Promise.all(
    links.map(async ({ url, reference }) => ({
      url,
      reading: await readRun(reference, { fresh: false }, bot),
    })),
  );
  return Object.fromEntries(
    readings.flatMap(({ url, reading }) =>
      'run' in reading
        ? [[url, { blocks: toBlocks(cardContext(reading.run, reading.reference, bot.links, {})) }]]
        : [],
    ),
  );
}

function targetOf(event: Delivery['event']): UnfurlTarget {
  return isComposer(event) && event.unfurl_id !== undefined && event.source !== undefined
    ? { unfurl_id: event.unfurl_id, source: 'composer' }
    : { channel: event.channel, ts: event.message_ts };
}
