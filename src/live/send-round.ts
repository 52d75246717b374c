import type { StaleCard, Store } from '../store/store.ts';
import { longestPauseMs } from './budget.ts';
import type { CardState, Sent } from './card-slack.ts';
import { backOffMs } from './intervals.ts';
import type { LiveParts } from './live-parts.ts';

/** A stale card with what it has to show. */
export interface Update extends CardState {
  readonly stale: StaleCard;
  /** Hash of what it has to show. */
  readonly look: string;
  /** Whether its run is followed no more, so that this is its last update. */
  readonly isFinal: boolean;
}

/** What updating cards takes. */
export type UpdaterParts = Pick<LiveParts, 'slack' | 'log' | 'now' | 'endedCards'> & {
  readonly store: Pick<
    Store,
    | 'staleCards'
    | 'nextStaleAtMs'
    | 'recordShown'
    | 'postponeCard'
    | 'endCard'
    | 'spending'
    | 'recordSpending'
  >;
};

const mostAtOnce = 10;
const firstPauseMs = 5000;

/** Records what cards show, also what could not be recorded at once. */
export interface ShownRecord {
  /** Hash of what a card shows, as far as this process knows better than the store. */
  lookOf(update: Update): string;
  record(update: Update): Promise<void>;
}

/**
 * Makes the record of what Slack took. While the database is away it is kept here, so that nothing is
 * sent again that people can see already.
 */
export function createShownRecord({ store, now }: UpdaterParts): ShownRecord {
  const unrecorded = new Map<string, string>();
  return {
    lookOf: ({ card, stale }) => unrecorded.get(card.key) ?? stale.look,
    async record({ card, stale, look }) {
      const { fingerprint, status } = stale.run;
      unrecorded.set(card.key, look);
      await store.recordShown(card.key, { fingerprint, status, look }, now());
      unrecorded.delete(card.key);
    },
  };
}

/**
 * Sends updates, ten at a time, until all are sent, Slack limits the rate, or the signal is aborted.
 * What Slack took is recorded at once; a card that Slack refuses has ended; one that alone failed
 * is tried again later. Gives what became of those that were sent; rejects where not all could be sent
 * or recorded, but not before what is under way has its answer.
 */
export async function sendRound(
  updates: readonly Update[],
  shown: ShownRecord,
  signal: AbortSignal,
  parts: UpdaterParts,
): Promise<readonly Sent[]> {
  const waiting = [...updates];
  const done: { readonly update: Update; readonly sent: Sent }[] = [];
  const sendInTurn = async (): Promise<void> => {
    while (!signal.aborted) {
      const update = waiting.shift();
      if (update === undefined) {
        return;
      }
      const sent = await parts.slack.update(update);
      done.push({ update, sent });
      if (sent.kind === 'sent') {
        await shown.record(update);
      } else if (sent.kind === 'limited') {
        waiting.length = 0;
      }
    }
  };
  const turns = await Promise.allSettled(Array.from({ length: mostAtOnce }, sendInTurn));
  const isSlackThere = done.some(({ sent: { kind } }) => kind === 'sent' || kind === 'gone');
  for (const { update, sent } of done) {
    if (sent.kind === 'gone') {
      await end(update, sent.code, parts);
    } else if (sent.kind === 'failed' && isSlackThere) {
      await postpone(update, sent.code, parts);
    }
  }
  signal.throwIfAborted();
  for (const turn of turns) {
    if (turn.status === 'rejected') {
      throw turn.reason;
    }
  }
  return done.map(({ sent }) => sent);
}

async function end({ card }: Update, code: string, parts: UpdaterParts): Promise<void> {
  const place = { run: card.runId, channel: card.channelId, layout: card.layout };
  const fields = { ...place, code, endedCards: parts.endedCards() };
  parts.log.info(fields, 'a live card has ended: Slack refuses to change it');
  await parts.store.endCard(card.key, code, parts.now());
}

async function postpone(
  { card, stale }: Update,
  code: string,
  { store, log, now }: UpdaterParts,
): Promise<void> {
  const failures = stale.failures + 1;
  const place = { run: card.runId, channel: card.channelId, layout: card.layout };
  log.warn({ ...place, code, failures }, 'a live card could not be updated yet');
  const pauseMs = backOffMs(failures, firstPauseMs, longestPauseMs);
  await store.postponeCard(card.key, failures, now() + pauseMs);
}
