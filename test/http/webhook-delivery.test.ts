import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import {
  deliver,
  postRaw,
  startedDelivery,
  startWebhookEndpoint,
  webhookSignature,
} from '../support/webhook-endpoint.ts';

describe('a signed delivery', () => {
  test.each([
    { name: 'JSON', body: startedDelivery, runIds: [48213] },
    {
      name: 'a form',
      body: 'event=test_run.queued&id=48213&url=%2Ftest-runs%2F48214',
      runIds: [48213, 48214],
    },
    {
      name: 'JSON in a form',
      body: `payload=${encodeURIComponent('{"id":"48213"}')}`,
      runIds: [48213],
    },
    { name: 'an event nobody knows', body: '{"event":"test_run.exploded","id":7}', runIds: [7] },
    { name: 'broken JSON', body: '{"id":48213', runIds: [48213] },
    { name: 'words in many scripts', body: 'Läufe 走 🏃 48213 ١٢٣', runIds: [48213] },
    {
      name: 'bytes that are no text',
      body: Buffer.from([0xff, 0x00, 0x34, 0x32, 0xfe]),
      runIds: [42],
    },
  ])('that is $name gets 204, and its numbers are handed on', async ({ body, runIds }) => {
    const { url, batches } = await startWebhookEndpoint();
    expect(await deliver(url, body)).toBe(204);
    await eventually('numbers', () => batches[0]);
    expect(batches).toEqual([runIds]);
  });

  test.each([
    { name: 'empty', body: '' },
    { name: 'the dashboard’s test', body: '{"event":"webhook.test"}' },
    { name: 'of no number', body: '[]' },
  ])('that is $name gets 204 and is ignored', async ({ body }) => {
    const { url, batches } = await startWebhookEndpoint();
    expect(await deliver(url, body)).toBe(204);
    expect(await deliver(url, startedDelivery)).toBe(204);
    await eventually('numbers', () => batches[0]);
    expect(batches).toEqual([[48213]]);
  });

  test('may come again and again', async () => {
    const { url, batches } = await startWebhookEndpoint();
    expect(
      await Promise.all(Array.from({ length: 5 }, () => deliver(url, startedDelivery))),
    ).toEqual(Array.from({ length: 5 }, () => 204));
    await eventually('all of them', () => (batches.length === 5 ? batches : undefined));
  });

  test('may write its hex in capitals', async () => {
    const { url } = await startWebhookEndpoint();
    const hex = webhookSignature(startedDelivery).slice('sha256='.length).toUpperCase();
    expect(await deliver(url, startedDelivery, `sha256=${hex}`)).toBe(204);
  });

  test.each([17, 18, 24])(
    'is known by a key of %d bytes, with and without padding',
    async (bytes) => {
      const odd = Buffer.alloc(bytes, 0xfb);
      const padding = '='.repeat((3 - (bytes % 3)) % 3);
      for (const written of [odd.toString('base64url'), `${odd.toString('base64url')}${padding}`]) {
        const { url } = await startWebhookEndpoint({ secret: `whsec_${written}` });
        expect(await deliver(url, startedDelivery, webhookSignature(startedDelivery, odd))).toBe(
          204,
        );
      }
    },
  );

  test('is never told apart by what it says in the log', async () => {
    const { url, log } = await startWebhookEndpoint();
    const words = JSON.stringify({ title: 'checkout with voucher', id: 48213 });
    expect(await deliver(url, words)).toBe(204);
    await eventually('a line', () => log.lines()[0]);
    expect(log.text()).not.toMatch(/voucher|48213|[\da-f]{64}/);
    expect(log.at('debug')).toMatchObject([{ bytes: words.length, numbers: 1 }]);
  });
});

test('takes a body that comes in pieces, cut within a character', async () => {
  const { url, batches } = await startWebhookEndpoint();
  const body = Buffer.from('{"name":"Läufe","id":48213}');
  const headers = {
    'content-length': String(body.length),
    'x-webhook-signature': webhookSignature(body),
  };
  const cut = body.indexOf(0xc3) + 1;
  const response = await postRaw(url, headers, (request) => {
    request.write(body.subarray(0, cut), () => setImmediate(() => request.end(body.subarray(cut))));
  });
  expect(response.statusCode).toBe(204);
  await eventually('numbers', () => batches[0]);
  expect(batches).toEqual([[48213]]);
});

test('ignores a delivery that breaks off', async () => {
  const { url, batches, log } = await startWebhookEndpoint();
  const request = httpRequest(url, {
    method: 'POST',
    headers: { 'content-length': '100', 'x-webhook-signature': webhookSignature(startedDelivery) },
  });
  request.on('error', () => undefined);
  request.write('{"id":48213', () => request.destroy());
  await eventually('the end of it', () => log.at('debug')[0]);
  expect(log.at('debug')).toMatchObject([{ msg: 'a request ended early' }]);
  expect(batches).toEqual([]);
});

test('answers 503 while the bot starts or stops, and says when to come again', async () => {
  const { url, life, batches } = await startWebhookEndpoint();
  life.isReady = false;
  const headers = { 'x-webhook-signature': webhookSignature(startedDelivery) };
  const response = await postRaw(url, headers, (request) => request.end(startedDelivery));
  expect(response.statusCode).toBe(503);
  expect(response.headers['retry-after']).toBe('5');
  life.isReady = true;
  expect(await deliver(url, startedDelivery)).toBe(204);
  await eventually('numbers', () => batches[0]);
  expect(batches).toHaveLength(1);
});

test('is not there while no secret is set', async () => {
  const { url } = await startWebhookEndpoint({ secret: undefined });
  expect(await deliver(url, startedDelivery)).toBe(404);
  expect((await fetch(url)).status).toBe(404);
});

test.each(['GET', 'PUT', 'DELETE'])('answers 405 to %s', async (method) => {
  const { url } = await startWebhookEndpoint();
  const response = await fetch(url, { method });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('POST');
});

test('survives whatever bytes Empirical might sign', async () => {
  const { url, batches } = await startWebhookEndpoint();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      expect(await deliver(url, Uint8Array.from(bytes))).toBe(204);
    }),
  );
  expect(batches.flat().every((id) => Number.isSafeInteger(id) && id > 0)).toBe(true);
});
