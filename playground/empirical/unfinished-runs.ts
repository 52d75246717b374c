import { readReport } from './playwright-report.ts';
import { answerWith, countsOf, minutesAgo, waitingRun } from './run-answer.ts';
import type { Asking, ReadableRun, SandboxRun } from './sandbox-run.ts';
import type { SummaryDetail, TestRunDetail } from './wire.ts';

/** Runs without a verdict: waiting, running, stopped, broken, or in a state that is new. */
export function unfinishedRuns(): ReadableRun[] {
  const finished = readReport('failing-run').details.slice(0, 21);
  return STATES.map(({ id, title, expectation, run }) => ({
    id,
    title,
    expectation,
    read: (asking: Asking) => run(id, asking, finished),
  }));
}

interface StateRun extends SandboxRun {
  run(
    id: number,
    asking: Asking,
    finished: readonly SummaryDetail[],
  ): ReturnType<typeof answerWith>;
}

const STATES: readonly StateRun[] = [
  {
    id: 48216,
    title: 'Ended without tests',
    expectation: 'Says that no tests ran, not that it passed.',
    run: (id, asking) => answerWith(ended(id, asking), []),
  },
  {
    id: 48217,
    title: 'Pending',
    expectation: 'Waits behind other runs; no counts.',
    run: (id, asking) => answerWith(waitingRun(id, 'pending', asking), []),
  },
  {
    id: 48218,
    title: 'Queued',
    expectation: 'Will start soon; no counts.',
    run: (id, asking) => answerWith(waitingRun(id, 'queued', asking), []),
  },
  {
    id: 48219,
    title: 'Running, half way',
    expectation: 'In progress with the counts so far; never "0 failed".',
    run: (id, asking, finished) => answerWith(running(id, 'started', asking, finished), finished),
  },
  {
    id: 48220,
    title: 'Being cancelled',
    expectation: 'Says that it is being cancelled; no verdict.',
    run: (id, asking, finished) =>
      answerWith(running(id, 'cancelling', asking, finished), finished),
  },
  {
    id: 48221,
    title: 'Cancelled',
    expectation: 'Cancelled; no verdict, whatever had failed by then.',
    run: (id, asking, finished) =>
      answerWith(
        {
          ...running(id, 'cancelled', asking, finished),
          duration: 120_000,
          run_ended_at: minutesAgo(asking, 12),
          run_started_at: minutesAgo(asking, 14),
        },
        finished,
      ),
  },
  {
    id: 48222,
    title: 'Broke down',
    expectation: 'An error of the platform, not failing tests.',
    run: (id, asking) => answerWith({ ...ended(id, asking), state: 'error' }, []),
  },
  {
    id: 48223,
    title: 'In a state nobody has heard of',
    expectation: 'Shows the word "hibernating" as it is; no verdict.',
    run: (id, asking) => answerWith(waitingRun(id, 'hibernating', asking), []),
  },
];

function running(
  id: number,
  state: string,
  asking: Asking,
  finished: readonly SummaryDetail[],
): TestRunDetail {
  return {
    ...waitingRun(id, state, asking),
    ...countsOf(finished),
    created_at: minutesAgo(asking, 3),
    run_started_at: minutesAgo(asking, 2),
  };
}

function ended(id: number, asking: Asking): TestRunDetail {
  return {
    ...waitingRun(id, 'ended', asking),
    duration: 9_000,
    created_at: minutesAgo(asking, 22),
    run_started_at: minutesAgo(asking, 21.15),
    run_ended_at: minutesAgo(asking, 21),
  };
}
