import { Agent, type Dispatcher } from 'undici';
import type { Logger } from '../log.ts';
import { UnreachableError } from './errors.ts';
import { createLookUp } from './look-up.ts';
import { createRunCache, type GetOptions } from './run-cache.ts';
import { TERMINAL_STATES, type WireTestRun } from './schema.ts';
import { wait } from './wait.ts';

/** What {@link createEmpiricalApi} needs. */
export interface EmpiricalApiOptions {
  /** Base of the API; may carry a path and a slash at its end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Sent as `x-project-slug` where it is set. */
  readonly projectSlug?: string | undefined;
  /** Name and version of the bot. */
  readonly userAgent: string;
  /** One attempt, body included, in milliseconds. */
  readonly timeoutMs: number;
  /** Carries the requests; where absent, the client has one of its own and closes it. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Waits between attempts; rejects with the signal's reason when it is aborted. */
  readonly sleep?: ((delayMs: number, signal: AbortSignal) => Promise<void>) | undefined;
  readonly log?: Logger | undefined;
}

/** Empirical's API as the house knows it. */
export interface EmpiricalApi {
  /**
   * Reads a run. Callers of the same run share one request, and its answer for a moment after;
   * `fresh` reads anew. An aborted signal lets only its own caller go, with the signal's reason.
   *
   * @throws EmpiricalError of the class that says who must act
   */
  getTestRun(runId: number, options?: GetOptions): Promise<WireTestRun>;
  /** Ends what is in flight, refuses what comes later, and lets go of every connection. */
  close(): Promise<void>;
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

const terminalStates: ReadonlySet<string> = new Set(TERMINAL_STATES);

/** Makes the client: shared reads before a short cache before bounded retries. */
export function createEmpiricalApi(options: EmpiricalApiOptions): EmpiricalApi {
  const { baseUrl, timeoutMs, now, random, sleep = wait, log = silent } = options;
  const dispatcher = options.dispatcher ?? new Agent({ connect: { timeout: timeoutMs } });
  const sent = { headers: headersOf(options), secret: options.apiKey };
  const runs = createRunCache<WireTestRun>({
    read: createLookUp({ ...sent, baseUrl, dispatcher, timeoutMs, now, random, sleep, log }),
    now,
    isTerminal: (run) => terminalStates.has(run.state),
    weigh: (run) => 1 + run.details.length,
  });
  return {
    getTestRun: (runId, getOptions) => runs.get(runId, getOptions),
    async close() {
      await runs.close(new UnreachableError('connection', { cause: new Error('client closed') }));
      if (options.dispatcher === undefined) {
        await dispatcher.destroy();
      }
    },
  };
}

function headersOf(options: EmpiricalApiOptions): Record<string, string> {
  return {
    authorization: `Bearer ${options.apiKey}`,
    accept: 'application/json',
    'accept-encoding': 'gzip',
    'user-agent': options.userAgent,
    ...(options.projectSlug ? { 'x-project-slug': options.projectSlug } : {}),
  };
}
