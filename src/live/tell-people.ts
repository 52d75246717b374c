import { readSnapshot } from '../runs/snapshot.ts';
import type { DueNotice } from '../store/store.ts';
import type { Sent } from './card-slack.ts';
import { backOffMs } from './intervals.ts';
import type { LiveParts } from './live-parts.ts';
import { channelOfKey, type TeamChannel } from './tasks.ts';

/**
 * Nobody else tells a card's people for so long after somebody began to. Longer than Slack is waited
 * for, and short enough that another replica soon takes over from one that died.
 */
const claimMs = 30_000;

/** Slack takes about one message a second in a channel. */
const betweenMs = 1100;
const firstPauseMs = 5000;
const longestPauseMs = 60_000;
const leastPauseMs = 500;

/**
 * Makes the work of a `tell` task: tells the people of one card in a channel that its run ended, and
 * asks to be called again for the next.
 *
 * A card's people are told at least once. They are told twice only where the process dies, loses its
 * database or never hears Slack's answer between the moment when Slack took the message and the moment
 * when that was recorded.
 */
export function createTeller(parts: LiveParts) {
  const { store, now } = parts;
  const unrecorded = new Set<string>();

  async function record(key: string): Promise<void> {
    unrecorded.add(key);
    await store.recordTold(key, now());
    unrecorded.delete(key);
  }

  async function postpone({ card, failures }: DueNotice, pauseMs: number): Promise<number> {
    await store.postponeNotice(card.key, failures + 1, now() + pauseMs);
    return pauseMs;
  }

  async function settle(notice: DueNotice, sent: Sent): Promise<number> {
    const place = { run: notice.card.runId, channel: notice.card.channelId };
    switch (sent.kind) {
      case 'sent':
        await record(notice.card.key);
        return betweenMs;
      case 'gone':
        parts.log.warn(
          { ...place, code: sent.code, undelivered: parts.undelivered() },
          'people could not be told of the end of a run',
        );
        await record(notice.card.key);
        return 0;
      case 'limited':
        return await postpone(notice, sent.retryAfterMs);
      case 'failed':
        parts.log.warn({ ...place, code: sent.code }, 'people could not be told yet; trying again');
        return await postpone(notice, backOffMs(notice.failures + 1, firstPauseMs, longestPauseMs));
    }
  }

  return async (key: string, signal: AbortSignal): Promise<number | undefined> => {
    const channel = channelOfKey(key);
    const notice = await store.claimNotice(channel, now() + claimMs, now());
    if (notice === undefined) {
      return await nextNotice(channel, parts);
    }
    if (unrecorded.has(notice.card.key)) {
      await record(notice.card.key);
      return 0;
    }
    signal.throwIfAborted();
    const run = readSnapshot(notice.run.snapshot);
    if (run === undefined) {
      return await postpone(notice, longestPauseMs);
    }
    const state = { card: notice.card, run, status: notice.run.status };
    return await settle(notice, await parts.slack.tell(state, notice.userIds));
  };
}

async function nextNotice(
  channel: TeamChannel,
  { store, now }: LiveParts,
): Promise<number | undefined> {
  const atMs = await store.nextNoticeAtMs(channel);
  return atMs === undefined ? undefined : Math.max(leastPauseMs, atMs - now());
}
