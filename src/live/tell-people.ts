import { readSnapshot } from '../runs/snapshot.ts';
import type { DueNotice } from '../store/store.ts';
import type { LiveParts } from './live-parts.ts';
import { createSettlement, untilSlackAnswersMs } from './settle-notice.ts';
import { channelOfKey, type TeamChannel } from './tasks.ts';
import { createUnrecorded } from './unrecorded.ts';

/**
 * Nobody else tells a card's people for so long after somebody began to. Longer than Slack is waited
 * for, and short enough that another replica soon takes over from one that died.
 */
const claimMs = 30_000;

const leastPauseMs = 500;
const unreadablePauseMs = 60_000;

/**
 * Makes the work of a `tell` task: tells the people of one card in a channel that its run ended, and
 * asks to be called again for the next.
 *
 * A card's people are told at least once. They are told twice only where the process dies, loses its
 * database or never hears Slack's answer between the moment when Slack took the message and the moment
 * when that was recorded. So a notice of which nobody knows whether it arrived is repeated only once Slack
 * answers again, and four times go out at most.
 */
export function createTeller(parts: LiveParts) {
  const { store, slack, now } = parts;
  const unrecorded = createUnrecorded();
  const { record, postpone, settle } = createSettlement(parts, unrecorded);

  async function send(notice: DueNotice): Promise<number> {
    const run = readSnapshot(notice.run.snapshot);
    const untold = unrecorded.without(notice);
    if (untold.length === 0) {
      await record(notice);
      return 0;
    }
    if (run === undefined) {
      return await postpone(notice, unreadablePauseMs);
    }
    if (notice.failures > 0 && !(await slack.answers())) {
      return await postpone(notice, untilSlackAnswersMs);
    }
    const state = { card: notice.card, run, status: notice.run.status };
    return await settle(notice, await slack.tell(state, untold));
  }

  return async (key: string, signal: AbortSignal): Promise<number | undefined> => {
    const channel = channelOfKey(key);
    signal.throwIfAborted();
    const notice = await store.claimNotice(channel, now() + claimMs, now());
    return notice === undefined ? await nextNotice(channel, parts) : await send(notice);
  };
}

async function nextNotice(
  channel: TeamChannel,
  { store, now }: LiveParts,
): Promise<number | undefined> {
  const atMs = await store.nextNoticeAtMs(channel);
  return atMs === undefined ? undefined : Math.max(leastPauseMs, atMs - now());
}
