import { setTimeout as sleep } from 'node:timers/promises';
import { writeRecall } from '../blocks/action-value.ts';
import type { CardContext } from '../blocks/card-context.ts';
import { shortHash } from '../live/sighting.ts';
import type { ShownOptions } from '../live/take-up.ts';
import type { TestRun } from '../runs/run.ts';
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
    : standingStill({ ...context, recall }, { now });
}

/** A card as it looks where it does not follow its run. */
export function standingStill(context: CardContext, { now }: Pick<Bot, 'now'>): CardContext {
  return { ...context, life: { status: 'still', nowMs: now() } };
}

/** How often the card at a place has been drawn; undefined where nobody knows. Never rejects. */
export function changesOf(
  place: LivePlace,
  { live }: Pick<Bot, 'live'>,
): Promise<number | undefined> {
  return live.changesOf(cardKey(place)).catch(() => undefined);
}

/** Makes a card that people were just shown follow its run. Never rejects: the card is there either way. */
export async function keepLive(
  context: CardContext,
  place: LivePlace,
  options: ShownOptions,
  { live, log, stopping }: Pick<Bot, 'live' | 'log' | 'stopping'>,
): Promise<void> {
  const { run, reference, recall } = context;
  const isOver = isTerminalState(run.state);
  if (isOver ? !options.isFresh : context.life?.status === 'still') {
    return;
  }
  const card: Card = {
    ...place,
    key: cardKey(place),
    runId: run.id,
    recall: writeRecall(recall),
    wantedTest: reference.testId ?? reference.testSlug,
  };
  const fields = { run: run.id, channel: place.channelId };
  let reason = '';
  for (const pauseMs of [0, ...pausesMs]) {
    await sleep(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
    const error = await tryToKeep(card, run, options, { live });
    if (error === undefined) {
      return;
    }
    if (!(error instanceof StoreError)) {
      log.error({ ...fields, error }, 'a fault of the bot kept a card from living');
      return;
    }
    reason = error.message;
  }
  log.warn({ ...fields, reason }, 'a card stays as it is: it could not be remembered');
}

/** A database that is busy for a moment must not cost a card its life. */
const pausesMs = [500, 1000, 1500];

async function tryToKeep(
  card: Card,
  run: TestRun,
  options: ShownOptions,
  { live }: Pick<Bot, 'live'>,
): Promise<unknown> {
  try {
    await live.shown(card, run, options);
    return undefined;
  } catch (error) {
    return error;
  }
}
