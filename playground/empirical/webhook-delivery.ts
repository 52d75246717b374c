import { createHmac, randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';

/** One delivery to a receiver of webhooks. */
export interface WebhookDelivery {
  readonly url: string;
  /** `whsec_` and the key in base64url. */
  readonly secret: string;
  /** Such as `test_run.started`. */
  readonly event: string;
  readonly runId?: number;
  /** What is sent, in place of the usual JSON with the event and the run. */
  readonly body?: string;
}

/** Sends signed webhooks. */
export interface WebhookSender {
  /** Resolves to the receiver's HTTP status; rejects where it cannot be reached within ten seconds. */
  send(delivery: WebhookDelivery): Promise<number>;
  stop(): Promise<void>;
}

const TIMEOUT_MS = 10_000;

/** A sender with connections of its own. The form of Empirical's payloads is not known; this is a guess. */
export function createWebhookSender(now: () => number): WebhookSender {
  const agent = new Agent({ headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  return {
    async send({ url, secret, event, runId, body = payload(event, runId, now()) }) {
      const response = await request(url, {
        method: 'POST',
        dispatcher: agent,
        headers: {
          'content-type': 'application/json',
          'x-webhook-signature': webhookSignature(secret, body),
        },
        body,
      });
      await response.body.dump();
      return response.statusCode;
    },
    stop: () => agent.destroy(),
  };
}

// The key is what follows `whsec_`, decoded.
function webhookSignature(secret: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64url');
  return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
}

/** A secret in Empirical's form, worth nothing anywhere else. */
export function createWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64url')}`;
}

function payload(event: string, runId: number | undefined, nowMs: number): string {
  const run = runId === undefined ? {} : { test_run: { id: runId } };
  return JSON.stringify({ event, created_at: new Date(nowMs).toISOString(), data: run });
}
