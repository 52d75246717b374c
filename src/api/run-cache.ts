import { createRecent } from './recent.ts';
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
  /** Reads anew, whatever is at hand. */
  readonly fresh?: boolean;
}

/** Reads of runs, shared and kept for a moment. */
export interface RunCache<Run> {
  get(runId: number, options?: GetOptions): Promise<Run>;
  /** Ends the reads in flight with the given reason and refuses further ones. */
  close(reason: Error): Promise<void>;
}

interface Flight<Run> {
  readonly runId: number;
  readonly promise: Promise<Run>;
  readonly abort: AbortController;
  /** Whether the flight was started in this very turn, so that even a fresh request may join it. */
  isJustStarted: boolean;
  /** Whether a read that was started later has already answered. */
  isOutdated: boolean;
}

/**
 * Puts one shared read before any number of callers. A terminal run is reused for 15 s and another
 * one for 2 s, counted from its arrival; a failure is shared by those who wait for it, never kept.
 */
export function createRunCache<Run>(options: RunCacheOptions<Run>): RunCache<Run> {
  const recent = createRecent({ ...options, maxEntries: maxRuns, maxWeight });
  /** In the order of their start. */
  const flights = new Set<Flight<Run>>();
  let closed: Error | undefined;

  function flightsOf(runId: number): Flight<Run>[] {
    return [...flights].filter((flight) => flight.runId === runId);
  }

  function keep(flight: Flight<Run>, run: Run): void {
    if (flight.isOutdated) {
      return;
    }
    const freshForMs = options.isTerminal(run) ? terminalFreshForMs : unfinishedFreshForMs;
    recent.set(flight.runId, run, freshForMs);
    for (const older of flightsOf(flight.runId)) {
      if (older === flight) {
        return;
      }
      older.isOutdated = true;
    }
  }

  function start(runId: number): Flight<Run> {
    const abort = new AbortController();
    const promise = options.read(runId, abort.signal);
    const flight = { runId, promise, abort, isJustStarted: true, isOutdated: false };
    flights.add(flight);
    queueMicrotask(() => {
      flight.isJustStarted = false;
    });
    // Everybody may have given up by the time a read fails; that must not be an unhandled rejection.
    promise.then(
      (run) => {
        keep(flight, run);
        flights.delete(flight);
      },
      () => flights.delete(flight),
    );
    return flight;
  }

  return {
    get(runId, { signal, fresh = false } = {}) {
      if (signal?.aborted) {
        return Promise.reject(signal.reason);
      }
      if (closed !== undefined) {
        return Promise.reject(closed);
      }
      const kept = fresh ? undefined : recent.get(runId);
      if (kept !== undefined) {
        return Promise.resolve(kept);
      }
      const latest = flightsOf(runId).at(-1);
      const flight = latest && (!fresh || latest.isJustStarted) ? latest : start(runId);
      return orAbort(flight.promise, signal);
    },
    async close(reason) {
      closed = reason;
      const ending = [...flights];
      for (const flight of ending) {
        flight.abort.abort(reason);
      }
      await Promise.allSettled(ending.map((flight) => flight.promise));
    },
  };
}
