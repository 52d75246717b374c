import { createServer, type Server } from 'node:http';
import { knownRuns } from './known-runs.ts';
import { handle } from './routes.ts';
import type { KnownRun, SandboxRun } from './sandbox-run.ts';
import { PROJECT_SLUG } from './wire.ts';

/** How to start the sandbox; everything has a default. */
export interface SandboxOptions {
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly apiKey?: string;
}

/** A running sandbox Empirical API. */
export interface SandboxEmpirical {
  /** Base of the API, without a slash at the end. */
  readonly url: string;
  readonly apiKey: string;
  /** Origin of the dashboard pages. */
  readonly dashboardUrl: string;
  readonly projectSlug: string;
  /** Things to try, in the order to list them. */
  readonly runs: readonly SandboxRun[];
  /** How often each id was asked for with a good key, ids that are unknown among them. */
  readonly requests: ReadonlyMap<number, number>;
  /**
   * Starts a run over that moves while one watches.
   *
   * @throws Error when the id is of no such run.
   */
  restart(id: number): void;
  /** Breaks off the requests in hand and closes the listener. */
  stop(): Promise<void>;
}

/**
 * Starts a local server that honours the documented contract of Empirical's API, with runs for
 * every state and ids for every kind of trouble. Reports and dashboard pages come from it too.
 */
export async function startSandboxEmpirical(
  options: SandboxOptions = {},
): Promise<SandboxEmpirical> {
  const { host = '127.0.0.1', port = 0, now = Date.now, apiKey = 'sandbox-key' } = options;
  const runs = new Map(knownRuns().map((run) => [run.id, run]));
  const requests = new Map<number, number>();
  const stopping = new AbortController();
  const desk = { runs, requests, now, apiKey, openedMs: now(), stopped: stopping.signal };

  const server = createServer((request, response) => {
    handle(desk, request, response).catch(() => response.destroy());
  });
  const url = await listen(server, host, port);
  return {
    url,
    apiKey,
    dashboardUrl: url,
    projectSlug: PROJECT_SLUG,
    runs: [...runs.values()].map(({ id, title, expectation }) => ({ id, title, expectation })),
    requests,
    restart: (id) => restart(runs, id),
    stop: () => {
      stopping.abort();
      return close(server);
    },
  };
}

function restart(runs: ReadonlyMap<number, KnownRun>, id: number): void {
  const run = runs.get(id);
  if (!run || !('restart' in run) || !run.restart) {
    throw new Error(`Run ${id} does not move`);
  }
  run.restart();
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      const actualPort = typeof address === 'object' && address ? address.port : port;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
