import { answerWith, countsOf, failedAfterSnoozing, waitingRun } from './run-answer.ts';
import type { MovingRun } from './sandbox-run.ts';
import type { SummaryDetail, TestRunDetail } from './wire.ts';

/** What is to change about a run: fields of the API's answer, and its tests. */
export interface RunChanges extends Partial<Omit<TestRunDetail, 'id'>> {
  /** The counts follow from them, where these are not given themselves. */
  readonly details?: readonly SummaryDetail[];
}

/** A run that goes where somebody steers it. */
export interface SteeredRun extends MovingRun {
  /** Adds to the changes so far. Start, end and duration follow from the states, where not given. */
  steer(changes: RunChanges, nowMs: number): void;
}

const WAITING = ['pending', 'queued'];
const TERMINAL = ['ended', 'error', 'cancelled'];

/** A run that has just started, with nothing counted. */
export function steeredRun(id: number): SteeredRun {
  let changes: RunChanges = {};
  let times: Times = { createdMs: undefined, startedMs: undefined, endedMs: undefined };
  const state = () => changes.state ?? 'started';
  return {
    id,
    title: 'Steered by hand',
    expectation: 'What it was steered to.',
    stateAt: state,
    steer(more, nowMs) {
      changes = { ...changes, ...more };
      times = timesIn(state(), times, nowMs);
    },
    read: (asking) => {
      const { details = [], ...given } = changes;
      const run = {
        ...waitingRun(id, state(), asking),
        ...timeFields(times),
        ...(changes.details === undefined ? {} : countsOf(details)),
        ...(changes.details !== undefined && state() === 'ended'
          ? { failed_count_after_snoozing: failedAfterSnoozing(details) }
          : {}),
        ...given,
      };
      return answerWith(run, details);
    },
  };
}

interface Times {
  readonly createdMs: number | undefined;
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
}

function timesIn(state: string, before: Times, nowMs: number): Times {
  return {
    createdMs: before.createdMs ?? nowMs,
    startedMs: WAITING.includes(state) ? undefined : (before.startedMs ?? nowMs),
    endedMs: TERMINAL.includes(state) ? (before.endedMs ?? nowMs) : undefined,
  };
}

function timeFields({ createdMs = 0, startedMs, endedMs }: Times) {
  return {
    created_at: new Date(createdMs).toISOString(),
    run_started_at: startedMs === undefined ? null : new Date(startedMs).toISOString(),
    run_ended_at: endedMs === undefined ? null : new Date(endedMs).toISOString(),
    duration: endedMs === undefined || startedMs === undefined ? null : endedMs - startedMs,
  };
}
