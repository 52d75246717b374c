import type { DueNotice } from '../store/store.ts';
import type { Sent } from './card-slack.ts';
import { backOffMs } from './intervals.ts';
import type { LiveParts } from './live-parts.ts';
import type { Unrecorded } from './unrecorded.ts';

/** Slack takes about one message a second in a channel. */
const betweenMs = 1100;

/** How long to leave a Slack alone that does not answer, in milliseconds. */
export const untilSlackAnswersMs = 15_000;
const firstPauseMs = 5000;
const longestPauseMs = 10 * 60 * 1000;

/** Nobody is told more often than this without Slack's word that they were. */
const mostUnsure = 3;
const mostRefusals = 20;

/** What comes after an attempt to tell people. Each resolves to when to look at the channel again. */
export interface Settlement {
  /** Records what became of a notice, and whether it is tried again. */
  settle(notice: DueNotice, sent: Sent): Promise<number>;
  /** Puts a notice off, without counting a failure where that is what `failures` says. */
  postpone(notice: DueNotice, failures: number, pauseMs: number): Promise<number>;
  /** Records that people were told. */
  record(notice: DueNotice): Promise<void>;
}

/** Makes the settlement of notices. */
export function createSettlement(parts: LiveParts, unrecorded: Unrecorded): Settlement {
  const { store, now } = parts;

  async function record({ card, run, userIds }: DueNotice): Promise<void> {
    unrecorded.add(card.key, run.snapshot, userIds);
    await store.recordTold(card.key, now());
    unrecorded.delete(card.key);
  }

  async function postpone({ card }: DueNotice, failures: number, pauseMs: number): Promise<number> {
    await store.postponeNotice(card.key, failures, now() + pauseMs);
    return pauseMs;
  }

  async function giveUp(notice: DueNotice, code: string): Promise<number> {
    const { card, userIds } = notice;
    const place = { run: card.runId, channel: card.channelId, people: userIds.length };
    const fields = { ...place, code, undelivered: parts.undelivered() };
    parts.log.warn(fields, 'people could not be told of the end of a run');
    await record(notice);
    return 0;
  }

  async function tryAgain(notice: DueNotice, code: string, most: number): Promise<number> {
    const failures = notice.failures + 1;
    if (failures >= most) {
      return await giveUp(notice, code);
    }
    const place = { run: notice.card.runId, channel: notice.card.channelId };
    parts.log.warn({ ...place, code, failures }, 'people could not be told yet; trying again');
    return await postpone(notice, failures, backOffMs(failures, firstPauseMs, longestPauseMs));
  }

  async function settle(notice: DueNotice, sent: Sent): Promise<number> {
    switch (sent.kind) {
      case 'sent':
        await record(notice);
        return betweenMs;
      case 'gone':
        return await giveUp(notice, sent.code);
      case 'limited':
        return await postpone(notice, notice.failures, sent.retryAfterMs);
      case 'unsent':
        return await postpone(notice, notice.failures, untilSlackAnswersMs);
      case 'unsure':
        return await tryAgain(notice, sent.code, mostUnsure);
      case 'fixed':
      case 'refused':
        return await tryAgain(notice, sent.code, mostRefusals);
    }
  }

  return { settle, postpone, record };
}
