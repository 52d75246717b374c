import { createHmac } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { expect, onTestFinished } from 'vitest';
import { createHttpServer } from '../../src/http/server.ts';
import { createWebhookRoutes } from '../../src/http/webhook-endpoint.ts';
import { captureLog } from './captured-log.ts';

// 0xfb, 0xef and 0xff give the two characters that base64url and base64 write differently.
const key = Buffer.from('fbefff0123456789abcdef0123456789abcdef01', 'hex');

/** The webhook's secret, as the dashboard shows it. */
export const webhookSecret = `whsec_${key.toString('base64url')}`;

/** A delivery as Empirical may write it; only that it names the event and the run is known. */
export const startedDelivery = JSON.stringify({
  event: 'test_run.started',
  data: { test_run: { id: 48213 } },
});

/** Starts a server that has only the webhook's route; it ends, and its log is checked, with the test. */
export async function startWebhookEndpoint(
  options: { secret?: string | undefined; now?: () => number } = {},
) {
  const log = captureLog([webhookSecret, webhookSecret.slice('whsec_'.length)]);
  const batches: (readonly number[])[] = [];
  const life = { isReady: true };
  const routes = createWebhookRoutes({
    secret: 'secret' in options ? options.secret : webhookSecret,
    onRunIds: (runIds) => batches.push(runIds),
    isReady: () => life.isReady,
    now: options.now ?? (() => 0),
    log: log.logger,
  });
  const http = createHttpServer({ routes, log: log.logger });
  const port = await http.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await http.close();
    log.check([]);
  });
  return { url: `http://127.0.0.1:${port}/webhooks/empirical`, batches, life, log };
}

/** Empirical's signature of a body. */
export function webhookSignature(body: string | Uint8Array, signingKey: Uint8Array = key): string {
  return `sha256=${createHmac('sha256', signingKey).update(body).digest('hex')}`;
}

/** Delivers a body, signed as Empirical does unless told otherwise; gives the status. */
export async function deliver(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  signature: string | undefined = webhookSignature(body),
): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'x-webhook-signature': signature },
  });
  expect(await response.text()).toBe('');
  return response.status;
}

/** Posts by hand, for what fetch cannot do; resolves with the answer's head. */
export function postRaw(
  url: string,
  headers: Readonly<Record<string, string | string[]>>,
  send: (request: ReturnType<typeof httpRequest>) => void,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers });
    request.on('response', (response) => {
      resolve(response);
      response.resume();
      response.on('end', () => request.destroy());
    });
    request.on('error', reject);
    send(request);
  });
}
