import { readSnapshot } from '../runs/snapshot.ts';
import type { Spending, StaleCard } from '../store/store.ts';
import { allowNow, longestPauseMs, spend } from './budget.ts';
import type { Sent } from './card-slack.ts';
import { backOffMs } from './intervals.ts';
import {
  createShownRecord,
  isNoAnswer,
  sendRound,
  type Update,
  type UpdaterParts,
} from './send-round.ts';

const mostLookedAt = 100;

/** So many updates go out between two looks at the store: what has changed meanwhile joins in. */
const mostInRound = 20;
const firstPauseMs = 5000;
const longestSlackPauseMs = 60_000;
const leastPauseMs = 1000;
const unreadablePauseMs = 60_000;

/**
 * Makes the work of an `update` task: shows what is known in those cards of a workspace that show
 * something else, as many as the budget allows, the most urgent first. A card whose look has not
 * changed is not updated.
 */
export function createUpdater(parts: UpdaterParts) {
  const { store, now } = parts;
  const shown = createShownRecord(parts);
  return async (teamId: string, signal: AbortSignal): Promise<number | undefined> => {
    const stale = await store.staleCards(teamId, mostLookedAt, now());
    const updates = (await Promise.all(stale.map((card) => updateOf(card, parts)))).flat();
    const changed = updates.filter((update) => shown.lookOf(update) !== update.look);
    await Promise.all(updates.filter((one) => !changed.includes(one)).map(shown.record));
    const spending = await store.spending(teamId);
    const allowed = allowNow(changed, spending, now());
    const round = allowed.now.slice(0, mostInRound);
    if (round.length === 0) {
      const isMoreLeft = changed.length === 0 && stale.length === mostLookedAt;
      return isMoreLeft ? 0 : (allowed.waitMs ?? (await nextStale(teamId, parts)));
    }
    const spent = () => spend(spending, round.length, now());
    await store.recordSpending(teamId, spent());
    try {
      const outcomes = await sendRound(round, shown, signal, parts);
      // Slack counts from when it got an update, which is no later than now.
      const after = spendingAfter(spent(), outcomes, now());
      tell(after, outcomes, parts);
      await store.recordSpending(teamId, after);
    } catch (error) {
      if (!signal.aborted) {
        await store.recordSpending(teamId, spent());
      }
      throw error;
    }
    return 0;
  };
}

/** Once for each time that Slack is away. */
function tell({ failures }: Spending, outcomes: readonly Sent[], { log }: UpdaterParts): void {
  const [first] = outcomes;
  if (failures === 1 && first !== undefined && 'code' in first) {
    log.warn({ code: first.code }, 'Slack does not answer: live cards wait');
  }
}

async function nextStale(
  teamId: string,
  { store, now }: UpdaterParts,
): Promise<number | undefined> {
  const atMs = await store.nextStaleAtMs(teamId);
  return atMs === undefined ? undefined : Math.max(leastPauseMs, atMs - now());
}

/** A snapshot of another version, which this one cannot read, is left to the next reading. */
async function updateOf(stale: StaleCard, { slack, store, now }: UpdaterParts): Promise<Update[]> {
  const run = readSnapshot(stale.run.snapshot);
  if (run === undefined) {
    await store.postponeCard(stale.card.key, stale.failures, now() + unreadablePauseMs);
    return [];
  }
  const { status } = stale.run;
  const state = { card: stale.card, run, status };
  return [{ ...state, stale, look: slack.look(state), isFinal: status !== 'following' }];
}

/** What a round has cost, and how long to wait where Slack limits updates or cannot be reached. */
function spendingAfter(spent: Spending, outcomes: readonly Sent[], nowMs: number): Spending {
  const limits = outcomes.flatMap((sent) => (sent.kind === 'limited' ? [sent.retryAfterMs] : []));
  if (limits.length > 0) {
    const pauseMs = Math.min(Math.max(leastPauseMs, ...limits), longestPauseMs);
    return { ...spent, pausedUntilMs: nowMs + pauseMs, failures: 0 };
  }
  if (outcomes.every(isNoAnswer)) {
    const failures = spent.failures + 1;
    const pauseMs = backOffMs(failures, firstPauseMs, longestSlackPauseMs);
    return { ...spent, pausedUntilMs: nowMs + pauseMs, failures };
  }
  return { ...spent, failures: 0 };
}
