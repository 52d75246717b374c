import type { Reply } from './reply.ts';
import type { GetTestRunResponse } from './wire.ts';

/** One thing to try in the sandbox, as the page lists it. */
export interface SandboxRun {
  /** What to type after `/testrun`. */
  readonly id: number;
  /** A few words: what this run is. */
  readonly title: string;
  /** One sentence: what the bot should show. */
  readonly expectation: string;
}

/** When and where a run is asked for. */
export interface Asking {
  readonly nowMs: number;
  /** When the sandbox started: the dates of finished runs hang on it, so they stay the same. */
  readonly openedMs: number;
  /** Origin of the sandbox, without a slash at the end. */
  readonly origin: string;
  /** 1 for the first request for this id. */
  readonly attempt: number;
}

/** A run that answers by the documented contract. */
export interface ReadableRun extends SandboxRun {
  read(asking: Asking): GetTestRunResponse;
  /** The Playwright report behind `summary_url`, where the run has one. */
  readonly reportText?: string;
}

/** A run that moves while one watches. */
export interface MovingRun extends ReadableRun {
  /** The state at a moment, without anybody reading it; undefined before the run began. */
  stateAt(nowMs: number): string | undefined;
  /** Starts the run over. */
  restart?(): void;
}

/** An id that gets something else than a run that fits the contract. */
export interface TroubleRun extends SandboxRun {
  meet(asking: Asking): Reply;
}

/** A readable run that takes its time. */
export interface SlowRun extends ReadableRun {
  readonly delayMs: number;
}

/** Any id that the sandbox knows. */
export type KnownRun = ReadableRun | MovingRun | SlowRun | TroubleRun;

/** The state that a run is in now, where it is one that moves and has begun. */
export function stateOf(run: KnownRun, nowMs: number): string | undefined {
  return 'stateAt' in run ? run.stateAt(nowMs) : undefined;
}
