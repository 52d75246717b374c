import { createRecent } from './recent.ts';
import { createSharedReads } from './shared-reads.ts';
import { orAbort } from './wait.ts';

const terminalFreshForMs = 15_000;
const unfinishedFreshForMs = 2_000;
const maxRuns = 500;

/** Bound on what is kept, in parts of runs as `weigh` counts them. */
const maxWeight = 100_000;

/** What {@link createRunCache} needs. */
export interface RunCacheOptions<Run> {
  /** Reads a run anew; must end by itself, and soon after its signal is aborted. */
  readonly read: (runId: number, signal: AbortSignal) => Promise<Run>;
  readonly now: () => number;
  readonly isTerminal: (run: Run) => boolean;
  /** How much of the store a run takes up; about one for each test. */
  readonly weigh: (run: Run) => number;
}

/** How one caller wants a run. */
export interface GetOptions {
  /** Lets this caller give up; the read goes on for the others. */
  readonly signal?: AbortSignal;
  /** Never gives what was read, or began to be read, before this request. */
  readonly fresh?: boolean;
}

/** Reads of runs, shared and kept for a moment. */
export interface RunCache<Run> {
  get(runId: number, options?: GetOptions): Promise<Run>;
  /** Ends the reads in flight with the given reason and refuses further ones. */
  close(reason: Error): Promise<void>;
}

/**
 * Puts one shared read before any number of callers. A terminal run is reused for 15 s and another
 * one for 2 s, counted from its arrival; a failure is shared by those who wait for it, never kept.
 * At most two reads of a run are in flight; fresh requests beyond that share the one that comes next.
 */
export function createRunCache<Run>(options: RunCacheOptions<Run>): RunCache<Run> {
  const recent = createRecent({ ...options, maxEntries: maxRuns, maxWeight });
  const reads = createSharedReads<Run>({
    read: options.read,
    onRun(runId, run) {
      const freshForMs = options.isTerminal(run) ? terminalFreshForMs : unfinishedFreshForMs;
      recent.set(runId, run, freshForMs);
    },
  });
  let closed: Error | undefined;
  return {
    get(runId, { signal, fresh = false } = {}) {
      if (signal?.aborted) {
        return Promise.reject(signal.reason);
      }
      if (closed !== undefined) {
        return Promise.reject(closed);
      }
      if (fresh) {
        return orAbort(reads.readAnew(runId), signal);
      }
      const kept = recent.get(runId);
      return kept === undefined ? orAbort(reads.join(runId), signal) : Promise.resolve(kept);
    },
    async close(reason) {
      closed = reason;
      await reads.close(reason);
    },
  };
}
