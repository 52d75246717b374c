import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../log.ts';
import { isDeclaredOver, readRawBody } from './raw-body.ts';
import { type Routes, unavailable } from './server.ts';
import { isSignedByEmpirical, isWebhookSignature, webhookKey } from './webhook-signature.ts';

/** What `POST /webhooks/empirical` needs. */
export interface WebhookOptions {
  /** `whsec_` and the key; without it there is no route. */
  readonly secret: string | undefined;
  /** Gets the numbers in a delivery that may be runs, after the answer has gone out; never none. */
  readonly onRunIds: (runIds: readonly number[]) => void;
  /** Whether deliveries can be served yet, and still. */
  readonly isReady: () => boolean;
  readonly now: () => number;
  readonly log: Logger;
}

const path = '/webhooks/empirical';
const maxBodyBytes = 256 * 1024;
const maxRunIds = 200;
const refusalQuietMs = 60_000;

/**
 * Makes the route of Empirical's webhook: 413 for a body over 256 KiB, 401 unless Empirical signed it,
 * 204 for anything signed. What is in it is only a hint of runs to look at, so an unknown event, a body
 * in no known form and a delivery that comes twice are all fine. While the bot starts or stops it answers
 * 503, so that a proxy or Empirical may try elsewhere or later.
 */
export function createWebhookRoutes({ secret, ...options }: WebhookOptions): Routes {
  if (secret === undefined) {
    return {};
  }
  const key = webhookKey(secret);
  const logRefusal = createRefusalLog(options);
  return {
    [path]: {
      POST: (request, response) =>
        options.isReady()
          ? take(request, response, { key, logRefusal, ...options })
          : unavailable(request, response),
    },
  };
}

interface Refusal {
  readonly status: 401 | 413;
  readonly reason: string;
}

interface Taking extends Pick<WebhookOptions, 'onRunIds' | 'log'> {
  readonly key: Buffer;
  readonly logRefusal: (refusal: Refusal) => void;
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  { key, logRefusal, onRunIds, log }: Taking,
): Promise<void> {
  const body = await signedBody(request, key);
  if (!Buffer.isBuffer(body)) {
    logRefusal(body);
    response.writeHead(body.status, { connection: 'close' }).end();
    return;
  }
  response.writeHead(204).end();
  const runIds = runIdsIn(body);
  log.debug({ bytes: body.length, numbers: runIds.length }, 'a webhook was delivered');
  if (runIds.length > 0) {
    onRunIds(runIds);
  }
}

async function signedBody(request: IncomingMessage, key: Buffer): Promise<Buffer | Refusal> {
  if (isDeclaredOver(request, maxBodyBytes)) {
    return tooLarge;
  }
  const signature = request.headers['x-webhook-signature'];
  if (!isWebhookSignature(signature)) {
    return { status: 401, reason: 'no signature, or not one of the form sha256=<hex>' };
  }
  const body = await readRawBody(request, maxBodyBytes);
  if (body === undefined) {
    return tooLarge;
  }
  return isSignedByEmpirical(signature, body, key)
    ? body
    : {
        status: 401,
        reason: 'wrong signature; is EMPIRICAL_WEBHOOK_SECRET the one of this webhook?',
      };
}

const tooLarge: Refusal = { status: 413, reason: 'body over 256 KiB' };

/**
 * The first 200 numbers in a body that may be ids of runs. Only its events are known, not its form, so
 * numbers are looked for in JSON, a form or anything else; those that are no runs do no harm.
 */
export function runIdsIn(body: Buffer): readonly number[] {
  // Digits are the same in every encoding that is likely; in a form they may stand right behind %22.
  const text = body.toString('latin1').replaceAll(/%[\da-f]{2}/gi, ' ');
  const runIds = new Set<number>();
  for (const [digits] of text.matchAll(/(?<!\d)[1-9]\d{0,15}(?!\d)/g)) {
    if (Number.isSafeInteger(Number(digits))) {
      runIds.add(Number(digits));
    }
    if (runIds.size === maxRunIds) {
      break;
    }
  }
  return [...runIds];
}

/** Somebody may knock all night: one line a minute for each reason says so well enough. */
function createRefusalLog({ log, now }: Pick<WebhookOptions, 'log' | 'now'>) {
  const loggedAtMs = new Map<string, number>();
  return ({ status, reason }: Refusal): void => {
    const lastMs = loggedAtMs.get(reason);
    // However far a clock was set back, the next line is at most a minute away.
    if (lastMs !== undefined && Math.abs(now() - lastMs) < refusalQuietMs) {
      return;
    }
    loggedAtMs.set(reason, now());
    log.warn({ path, status, reason }, 'request refused');
  };
}
