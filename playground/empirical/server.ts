import { createServer, type Server } from 'node:http';
import { knownRuns } from './known-runs.ts';
import { handle } from './routes.ts';
import type { KnownRun, SandboxRun } from './sandbox-run.ts';
import { type RunChanges, type SteeredRun, steeredRun } from './steered-run.ts';
import { createTroubles, type Trouble } from './troubles.ts';
import {
  createWebhookSecret,
  createWebhookSender,
  type WebhookDelivery,
} from './webhook-delivery.ts';
import { createWebhookPush, type PushedWebhook } from './webhook-push.ts';
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
  /** When an id was asked for with a good key, by the sandbox's clock; oldest first. */
  reads(id: number): readonly number[];
  /**
   * Changes a run from now on, on top of earlier changes. Whatever else had this id is replaced by a
   * run that has just started with nothing counted. Webhooks go out at once.
   */
  steer(id: number, changes: RunChanges): void;
  /** Troubles one run, or `every` request with a good key, until it is told undefined. */
  fail(which: number | 'every', trouble: Trouble | undefined): void;
  /** Signs {@link pushTo}'s webhooks: `whsec_…`, made anew for each sandbox. */
  readonly webhookSecret: string;
  /** Sends one webhook, signed as Empirical does; resolves to the receiver's HTTP status. */
  sendWebhook(delivery: WebhookDelivery): Promise<number>;
  /**
   * Tells this address by itself when a run that moves is queued, starts or finishes, within half a
   * second; undefined: nobody.
   */
  pushTo(url: string | undefined): void;
  /** Calls the listener after every webhook of {@link pushTo}, delivered or not. */
  onPushed(listener: (push: PushedWebhook) => void): void;
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
  const reads = new Map<number, number[]>();
  const troubles = createTroubles();
  const stopping = new AbortController();
  const desk = { runs, reads, troubles, now, apiKey, openedMs: now(), stopped: stopping.signal };
  const steer = createSteering(runs, now);
  const webhooks = createWebhooks(runs, now);

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
    get requests() {
      return new Map([...reads].map(([id, times]) => [id, times.length]));
    },
    reads: (id) => reads.get(id) ?? [],
    restart: (id) => restart(runs, id),
    steer(id, changes) {
      steer(id, changes);
      webhooks.push.look();
    },
    fail: (which, trouble) => troubles.set(which, trouble),
    webhookSecret: webhooks.secret,
    sendWebhook: (delivery) => webhooks.sender.send(delivery),
    pushTo: (receiver) => webhooks.push.to(receiver),
    onPushed: (listener) => webhooks.listeners.add(listener),
    async stop() {
      stopping.abort();
      webhooks.push.stop();
      await Promise.all([webhooks.sender.stop(), close(server)]);
    },
  };
}

function createWebhooks(runs: ReadonlyMap<number, KnownRun>, now: () => number) {
  const secret = createWebhookSecret();
  const sender = createWebhookSender(now);
  const listeners = new Set<(push: PushedWebhook) => void>();
  const onPushed = (push: PushedWebhook): void => {
    for (const listener of listeners) {
      listener(push);
    }
  };
  const push = createWebhookPush({ runs, sender, secret, now, onPushed });
  return { secret, sender, listeners, push };
}

/** Makes the steering wheel for runs that come to be, or change, by its first turn. */
function createSteering(runs: Map<number, KnownRun>, now: () => number) {
  const steered = new Map<number, SteeredRun>();
  return (id: number, changes: RunChanges): void => {
    const run = steered.get(id) ?? steeredRun(id);
    steered.set(id, run);
    runs.set(id, run);
    run.steer(changes, now());
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
