import { readReport } from './playwright-report.ts';
import { answerWith, countsOf, endedRun, snoozing, waitingRun } from './run-answer.ts';
import type { Asking, MovingRun } from './sandbox-run.ts';
import type { GetTestRunResponse, SummaryDetail, TestRunDetail } from './wire.ts';

const QUEUED_AFTER_MS = 8_000;
const STARTED_AFTER_MS = 16_000;
const ENDED_AFTER_MS = 60_000;
/**
 * Counted from the first reading of the end, so that a card's own never starts the run over. The bot
 * takes a reading from within a minute of an end that says otherwise for an old one.
 */
const STARTS_OVER_AFTER_MS = 62_000;

/**
 * Runs that go from pending to ended in a minute, from the first time somebody reads them, and once more
 * when they are read a while after that end was seen. Of what an unfinished run counts nothing is
 * promised: one counts along, the other only at its end.
 */
export function progressingRuns(): MovingRun[] {
  return [
    progressingRun({
      id: 48224,
      title: 'Moves for a minute, and counts along',
      expectation: 'Waiting, queued, in progress with its counts, failed: all by itself.',
      countsAlong: true,
    }),
    progressingRun({
      id: 48231,
      title: 'Moves for a minute, and counts at its end',
      expectation: 'Waiting, queued, in progress without counts, failed: all by itself.',
      countsAlong: false,
    }),
  ];
}

interface Progressing {
  readonly id: number;
  readonly title: string;
  readonly expectation: string;
  readonly countsAlong: boolean;
}

function progressingRun(run: Progressing): MovingRun {
  const report = readReport('failing-run');
  const details = snoozing(report.details, ['exports invoices']);
  let beganMs: number | undefined;
  let endSeenMs: number | undefined;
  const stateAt = (nowMs: number) =>
    beganMs === undefined ? undefined : stateAfter(nowMs - beganMs);
  const restart = (): void => {
    beganMs = undefined;
    endSeenMs = undefined;
  };
  return {
    ...run,
    reportText: report.text,
    restart,
    stateAt,
    read: (asking) => {
      if (endSeenMs !== undefined && asking.nowMs - endSeenMs > STARTS_OVER_AFTER_MS) {
        restart();
      }
      beganMs ??= asking.nowMs;
      if (stateAt(asking.nowMs) === 'ended') {
        endSeenMs ??= asking.nowMs;
      }
      return at(run, details, beganMs, asking);
    },
  };
}

function stateAfter(elapsedMs: number): string {
  if (elapsedMs < STARTED_AFTER_MS) {
    return elapsedMs < QUEUED_AFTER_MS ? 'pending' : 'queued';
  }
  return elapsedMs < ENDED_AFTER_MS ? 'started' : 'ended';
}

function at(
  { id, countsAlong }: Progressing,
  details: readonly SummaryDetail[],
  beganMs: number,
  asking: Asking,
): GetTestRunResponse {
  const elapsedMs = asking.nowMs - beganMs;
  const state = stateAfter(elapsedMs);
  const begun = { ...waitingRun(id, state, asking), created_at: iso(beganMs) };
  if (state === 'ended') {
    const ending = { minutesAgo: 0, durationMs: ENDED_AFTER_MS - STARTED_AFTER_MS };
    const ended = endedRun(id, details, ending, { ...asking, openedMs: beganMs + ENDED_AFTER_MS });
    return answerWith({ ...ended, created_at: begun.created_at }, details);
  }
  if (state !== 'started') {
    return answerWith(begun, []);
  }
  const started: TestRunDetail = { ...begun, run_started_at: iso(beganMs + STARTED_AFTER_MS) };
  if (!countsAlong) {
    return answerWith(started, []);
  }
  const share = (elapsedMs - STARTED_AFTER_MS) / (ENDED_AFTER_MS - STARTED_AFTER_MS);
  const finished = details.slice(0, Math.floor(share * details.length));
  const { total_count } = countsOf(details);
  return answerWith({ ...started, ...countsOf(finished), total_count }, finished);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
