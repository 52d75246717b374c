import { writeRecall } from '../blocks/action-value.ts';
import type { CardContext } from '../blocks/card-context.ts';
import { shortHash } from '../live/sighting.ts';
import { isTerminalState } from '../runs/states.ts';
import { StoreError } from '../store/database.ts';
import type { Card } from '../store/store.ts';
import type { Bot } from './bot.ts';

/** Where a card stands, and in what form. */
export type LivePlace = Pick<
  Card,
  'teamId' | 'channelId' | 'ts' | 'threadTs' | 'layout' | 'unfurlUrl'
>;

/** Names the card at a place. */
export function cardKey({
  channelId,
  ts,
  unfurlUrl,
}: Pick<LivePlace, 'channelId' | 'ts' | 'unfurlUrl'>): string {
  return [channelId, ts, ...(unfurlUrl === undefined ? [] : [shortHash(unfurlUrl)])].join(' ');
}

/**
 * A card as it looks where it keeps itself true. While the bot cannot remember it, a card is drawn
 * without life rather than not at all.
 */
export function withLife(
  context: CardContext,
  { live, now }: Pick<Bot, 'live' | 'now'>,
): CardContext {
  const recall = { ...context.recall, canLive: true };
  return live.isAble()
    ? { ...context, recall, life: { status: 'followed', nowMs: now() } }
    : { ...context, recall };
}

/** Makes a card that people were just shown follow its run. Never rejects: the card is there either way. */
export async function keepLive(
  context: CardContext,
  place: LivePlace,
  options: { readonly watcher?: string | undefined; readonly isFresh: boolean },
  { live, log }: Pick<Bot, 'live' | 'log'>,
): Promise<void> {
  const { run, reference, recall } = context;
  if (isTerminalState(run.state) && !options.isFresh) {
    return;
  }
  const card: Card = {
    ...place,
    key: cardKey(place),
    runId: run.id,
    recall: writeRecall(recall),
    wantedTest: reference.testId ?? reference.testSlug,
  };
  try {
    await live.shown(card, run, options);
  } catch (error) {
    const reason = error instanceof StoreError ? error.message : undefined;
    const fields = { run: run.id, channel: place.channelId };
    if (reason === undefined) {
      log.error({ ...fields, error }, 'a fault of the bot kept a card from living');
    } else {
      log.warn({ ...fields, reason }, 'a card stays as it is: it could not be remembered');
    }
  }
}
