import type { DueNotice } from '../store/store.ts';
import type { Sent } from './card-slack.ts';
import { backOffMs } from './intervals.ts';
import type { LiveParts } from './live-parts.ts';
import type { Unrecorded } from './unrecorded.ts';

/** Slack takes about one message a second in a channel. */
const betweenMs = 1100;

/** How long to leave a Slack alone that does not answer, in milliseconds. */
export const untilSlackAnswersMs = 15_000;

/**
 * Nobody is told more than four times without Slack's word that they were, and the times are far enough
 * apart for a trouble of some minutes.
 */
const unsurePausesMs = [5000, 2 * 60_000, 10 * 60_000];

/** Slack said that it did not take it: some eight hours. */
const refusedPausesMs = Array.from({ length: 50 }, (_, at) => backOffMs(at + 1, 5000, 10 * 60_000));

/** What comes after an attempt to tell people. Each resolves to when to look at the channel again. */
export interface Settlement {
  /** Records what became of a notice, and whether it is tried again. */
  settle(notice: DueNotice, sent: Sent): Promise<number>;
  /** Puts a notice off without counting a failure. */
  postpone(notice: DueNotice, pauseMs: number): Promise<number>;
  /** Records that people were told. */
  record(notice: DueNotice): Promise<void>;
}

/** Makes the settlement of notices. */
export function createSettlement(parts: LiveParts, unrecorded: Unrecorded): Settlement {
  const { store, now } = parts;

  async function record(notice: DueNotice): Promise<void> {
    const { key } = notice.card;
    unrecorded.add(notice);
    await store.recordTold(key, now());
    unrecorded.delete(key);
  }

  async function postpone({ card, failures }: DueNotice, pauseMs: number): Promise<number> {
    await store.postponeNotice(card.key, failures, now() + pauseMs);
    return pauseMs;
  }

  return {
    record,
    postpone,
    async settle(notice, sent) {
      if (sent.kind === 'sent') {
        await record(notice);
        return betweenMs;
      }
      const place = { ...placeOf(notice), code: 'code' in sent ? sent.code : sent.kind };
      const next = nextTry(sent, notice.failures);
      if (next === undefined) {
        const fields = { ...place, undelivered: parts.undelivered() };
        parts.log.warn(fields, 'people could not be told of the end of a run');
        await record(notice);
        return 0;
      }
      const { failures, pauseMs } = next;
      if (failures > notice.failures) {
        parts.log.warn({ ...place, failures }, 'people could not be told yet; trying again');
      }
      return await postpone({ ...notice, failures }, pauseMs);
    },
  };
}

/** Undefined where there shall be no other try. */
function nextTry(
  sent: Exclude<Sent, { kind: 'sent' }>,
  failures: number,
): { readonly failures: number; readonly pauseMs: number } | undefined {
  switch (sent.kind) {
    case 'gone':
      return undefined;
    case 'limited':
      return { failures, pauseMs: sent.retryAfterMs };
    case 'unsent':
    case 'doubt':
      return { failures, pauseMs: untilSlackAnswersMs };
    default: {
      const pauseMs = (sent.kind === 'unsure' ? unsurePausesMs : refusedPausesMs)[failures];
      return pauseMs === undefined ? undefined : { failures: failures + 1, pauseMs };
    }
  }
}

function placeOf({ card, userIds }: DueNotice) {
  return { run: card.runId, channel: card.channelId, people: userIds.length };
}
