import { type KnownRun, stateOf } from './sandbox-run.ts';
import type { WebhookSender } from './webhook-delivery.ts';

/** Tells a receiver of webhooks, by itself, when runs change their state. */
export interface WebhookPush {
  /** Sends to this address from now on; undefined: to nobody. */
  to(url: string | undefined): void;
  /** Looks now which runs are in another state than when it looked last. */
  look(): void;
  stop(): void;
}

/** A webhook that went out by itself, and what became of it. */
export interface PushedWebhook {
  /** By the sandbox's clock; milliseconds since 1970. */
  readonly atMs: number;
  readonly event: string;
  readonly runId: number;
  /** The receiver's HTTP status; undefined where it could not be reached. */
  readonly status: number | undefined;
}

const LOOK_EVERY_MS = 500;

/** Empirical is known to send the first two; the name of its event for a finished run is a guess. */
const EVENTS: Readonly<Record<string, string>> = {
  queued: 'test_run.queued',
  started: 'test_run.started',
  ended: 'test_run.ended',
  error: 'test_run.ended',
  cancelled: 'test_run.ended',
};

/**
 * A push to nobody yet. Deliveries that fail are dropped: nothing is known of repetitions. `onPushed`
 * hears of each one when it is over.
 */
export function createWebhookPush(options: {
  readonly runs: ReadonlyMap<number, KnownRun>;
  readonly sender: WebhookSender;
  readonly secret: string;
  readonly now: () => number;
  readonly onPushed: (push: PushedWebhook) => void;
}): WebhookPush {
  const { runs, sender, secret, now, onPushed } = options;
  let url: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let states = new Map<number, string | undefined>();
  const statesNow = () => new Map([...runs].map(([id, run]) => [id, stateOf(run, now())]));
  const send = async (to: string, event: string, runId: number): Promise<void> => {
    const sending = sender.send({ url: to, secret, event, runId });
    const status = await sending.catch(() => undefined);
    onPushed({ atMs: now(), event, runId, status });
  };
  const look = (): void => {
    const before = states;
    states = statesNow();
    for (const [runId, state = ''] of states) {
      const event = EVENTS[state];
      if (url !== undefined && event !== undefined && state !== before.get(runId)) {
        send(url, event, runId);
      }
    }
  };
  const stop = (): void => {
    clearInterval(timer);
    url = undefined;
  };
  return {
    to(wanted) {
      stop();
      if (wanted !== undefined) {
        states = statesNow();
        url = wanted;
        timer = setInterval(look, LOOK_EVERY_MS);
        timer.unref();
      }
    },
    look,
    stop,
  };
}
