/** Most reads of one run at the same time, however often it is asked for. */
const maxAtOnce = 2;

/** What {@link createSharedReads} needs. */
export interface SharedReadsOptions<Run> {
  /** Reads a run anew; must end by itself, and soon after its signal is aborted. */
  readonly read: (runId: number, signal: AbortSignal) => Promise<Run>;
  /** Told of every run that arrives, but for one that a later read has overtaken. */
  readonly onRun: (runId: number, run: Run) => void;
}

/** Reads in flight, each shared by those who ask for its run. */
export interface SharedReads<Run> {
  /** Joins the read that was started last; starts one where there is none. */
  join(runId: number): Promise<Run>;
  /** Gives the run as of now or later: what a read brings that had begun before is never given. */
  readAnew(runId: number): Promise<Run>;
  /** Ends the reads in flight with the given reason, and those that wait for their turn. */
  close(reason: Error): Promise<void>;
}

interface Flight<Run> {
  readonly promise: Promise<Run>;
  readonly abort: AbortController;
  /** Whether the flight was started in this very turn, which is early enough for who asks anew now. */
  isJustStarted: boolean;
  /** Whether a read that was started later has already answered. */
  isOvertaken: boolean;
}

interface Lane<Run> {
  /** In the order of their start. */
  readonly flights: Set<Flight<Run>>;
  /** The read that starts when one of the flights ends. */
  next: PromiseWithResolvers<Run> | undefined;
}

/**
 * Bounds the reads of a run to two at a time. Who asks anew while one is in flight gets a second at
 * once, since the first may hang; while two are in flight, all who ask anew share one third, which
 * starts as soon as either has ended. So any number of impatient clicks costs no more than a read in
 * flight, one more, and one after.
 */
export function createSharedReads<Run>({ read, onRun }: SharedReadsOptions<Run>): SharedReads<Run> {
  const lanes = new Map<number, Lane<Run>>();
  let closed: Error | undefined;

  function start(runId: number): Promise<Run> {
    const lane = lanes.get(runId) ?? { flights: new Set(), next: undefined };
    lanes.set(runId, lane);
    const flight = takeOff((signal) => read(runId, signal));
    lane.flights.add(flight);
    const onEnd = () => land(runId, lane, flight);
    // Everybody may have given up by the time a read fails; that must not be an unhandled rejection.
    flight.promise.then((run) => {
      if (!flight.isOvertaken) {
        overtake(lane, flight);
        onRun(runId, run);
      }
      onEnd();
    }, onEnd);
    return flight.promise;
  }

  function land(runId: number, lane: Lane<Run>, flight: Flight<Run>): void {
    const { flights, next } = lane;
    flights.delete(flight);
    lane.next = undefined;
    if (closed !== undefined) {
      next?.reject(closed);
    } else if (next !== undefined) {
      next.resolve(start(runId));
    }
    if (flights.size === 0) {
      lanes.delete(runId);
    }
  }

  return {
    join: (runId) => latestOf(lanes.get(runId))?.promise ?? start(runId),
    readAnew(runId) {
      const lane = lanes.get(runId);
      const latest = latestOf(lane);
      if (latest?.isJustStarted) {
        return latest.promise;
      }
      if (lane === undefined || lane.flights.size < maxAtOnce) {
        return start(runId);
      }
      lane.next ??= Promise.withResolvers();
      return lane.next.promise;
    },
    async close(reason) {
      closed = reason;
      const ending = [...lanes.values()].flatMap(({ flights }) => [...flights]);
      for (const { abort } of ending) {
        abort.abort(reason);
      }
      await Promise.allSettled(ending.map(({ promise }) => promise));
    },
  };
}

function takeOff<Run>(read: (signal: AbortSignal) => Promise<Run>): Flight<Run> {
  const abort = new AbortController();
  const promise = read(abort.signal);
  const flight = { promise, abort, isJustStarted: true, isOvertaken: false };
  queueMicrotask(() => {
    flight.isJustStarted = false;
  });
  return flight;
}

function latestOf<Run>(lane: Lane<Run> | undefined): Flight<Run> | undefined {
  return lane === undefined ? undefined : [...lane.flights].at(-1);
}

function overtake<Run>(lane: Lane<Run>, by: Flight<Run>): void {
  for (const older of lane.flights) {
    if (older === by) {
      return;
    }
    older.isOvertaken = true;
  }
}
