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
    | 'fixCard'
    | 'endCard'
    | 'spending'
    | 'recordSpending'
  >;
};

const mostAtOnce = 10;
const firstPauseMs = 5000;

const doubtMs = 15_000;

/** What has failed so often, over some seven hours, while other cards did not, will not do. */
const mostFailures = 50;

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
  const unrecorded = new Map<string, { readonly over: string; readonly look: string }>();
  return {
    lookOf({ card, stale }) {
      const known = unrecorded.get(card.key);
      // Where the store has moved on, somebody else has drawn the card since.
      return known?.over === stale.look ? known.look : stale.look;
    },
    async record({ card, stale, look }) {
      const { fingerprint, status } = stale.run;
      unrecorded.set(card.key, { over: stale.look, look });
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
  const isSlackThere = done.some(({ sent }) => !isNoAnswer(sent));
  for (const { update, sent } of done) {
    await settle(update, sent, isSlackThere, parts);
  }
  signal.throwIfAborted();
  for (const turn of turns) {
    if (turn.status === 'rejected') {
      throw turn.reason;
    }
  }
  return done.map(({ sent }) => sent);
}

/** Whether Slack did not answer, or asked to be left alone, so that nothing is known of the card. */
export function isNoAnswer({ kind }: Sent): boolean {
  return kind === 'unsent' || kind === 'unsure' || kind === 'trouble' || kind === 'limited';
}

async function settle(
  update: Update,
  sent: Sent,
  isSlackThere: boolean,
  parts: UpdaterParts,
): Promise<void> {
  switch (sent.kind) {
    case 'sent':
    case 'limited':
      return;
    case 'gone':
    case 'fixed':
      return await end(update, sent, parts);
    case 'refused':
      return await postpone(update, sent.code, parts);
    case 'doubt':
      return await parts.store.postponeCard(
        update.card.key,
        update.stale.failures,
        parts.now() + doubtMs,
      );
    case 'unsent':
    case 'unsure':
    case 'trouble':
      // Where Slack does not answer at all, the whole workspace waits.
      return isSlackThere ? await postpone(update, sent.code, parts) : undefined;
  }
}

/** People are told all the same where the card's thread is still there. */
async function end(
  { card }: Pick<Update, 'card'>,
  { kind, code }: Extract<Sent, { kind: 'gone' | 'fixed' }>,
  { store, log, now, endedCards }: UpdaterParts,
): Promise<void> {
  const place = { run: card.runId, channel: card.channelId, layout: card.layout };
  const fields = { ...place, code, endedCards: endedCards() };
  log.info(fields, 'a live card has ended: Slack refuses to change it');
  await (kind === 'gone' ? store.endCard : store.fixCard)(card.key, code, now());
}

async function postpone({ card, stale }: Update, code: string, parts: UpdaterParts): Promise<void> {
  const { store, log, now } = parts;
  const failures = stale.failures + 1;
  if (failures > mostFailures) {
    return await end({ card }, { kind: 'fixed', code }, parts);
  }
  const place = { run: card.runId, channel: card.channelId, layout: card.layout };
  log.warn({ ...place, code, failures }, 'a live card could not be updated yet');
  const pauseMs = backOffMs(failures, firstPauseMs, longestPauseMs);
  await store.postponeCard(card.key, failures, now() + pauseMs);
}
