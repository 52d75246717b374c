import { readReport } from './playwright-report.ts';
import { answerWith, countsOf, endedRun, snoozing, waitingRun } from './run-answer.ts';
import type { Asking, ReadableRun } from './sandbox-run.ts';
import type { GetTestRunResponse, SummaryDetail, TestRunDetail } from './wire.ts';

const QUEUED_AFTER_MS = 8_000;
const STARTED_AFTER_MS = 16_000;
const ENDED_AFTER_MS = 60_000;
const STARTS_OVER_AFTER_MS = 5 * 60_000;

/** A run that goes from pending to ended in a minute, from the first time somebody reads it. */
export function progressingRun(id: number): ReadableRun {
  const report = readReport('failing-run');
  const details = snoozing(report.details, ['exports invoices']);
  let beganMs: number | undefined;
  return {
    id,
    title: 'Moves on each Refresh, for a minute',
    expectation: 'Pending, queued, running, ended within a minute: press Refresh now and then.',
    reportText: report.text,
    restart: () => {
      beganMs = undefined;
    },
    read: (asking) => {
      if (beganMs === undefined || asking.nowMs - beganMs > ENDED_AFTER_MS + STARTS_OVER_AFTER_MS) {
        beganMs = asking.nowMs;
      }
      return at(id, details, beganMs, asking);
    },
  };
}

function at(
  id: number,
  details: readonly SummaryDetail[],
  beganMs: number,
  asking: Asking,
): GetTestRunResponse {
  const elapsedMs = asking.nowMs - beganMs;
  const begun = { created_at: iso(beganMs) };
  if (elapsedMs < STARTED_AFTER_MS) {
    const state = elapsedMs < QUEUED_AFTER_MS ? 'pending' : 'queued';
    return answerWith({ ...waitingRun(id, state, asking), ...begun }, []);
  }
  const startedMs = beganMs + STARTED_AFTER_MS;
  const share = (asking.nowMs - startedMs) / (ENDED_AFTER_MS - STARTED_AFTER_MS);
  if (share < 1) {
    const finished = details.slice(0, Math.floor(share * details.length));
    const run: TestRunDetail = {
      ...waitingRun(id, 'started', asking),
      ...countsOf(finished),
      ...begun,
      run_started_at: iso(startedMs),
    };
    return answerWith(run, finished);
  }
  const ending = { minutesAgo: 0, durationMs: ENDED_AFTER_MS - STARTED_AFTER_MS };
  const endedAsking = { ...asking, openedMs: beganMs + ENDED_AFTER_MS };
  return answerWith({ ...endedRun(id, details, ending, endedAsking), ...begun }, details);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
