import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import {
  deliver,
  postRaw,
  startedDelivery,
  startWebhookEndpoint,
  webhookSecret,
  webhookSignature,
} from '../support/webhook-endpoint.ts';

const maxBytes = 256 * 1024;

describe('a delivery that Empirical did not sign', () => {
  const right = webhookSignature(startedDelivery);
  test.each([
    { name: 'with a wrong signature', signature: `sha256=${'0'.repeat(64)}` },
    {
      name: 'signed with another key',
      signature: webhookSignature(startedDelivery, Buffer.alloc(32, 1)),
    },
    {
      name: 'signed with the secret as it is written',
      signature: webhookSignature(startedDelivery, Buffer.from(webhookSecret)),
    },
    {
      name: 'with the signature of another body',
      signature: webhookSignature(`${startedDelivery} `),
    },
    { name: 'with an empty signature', signature: '' },
    { name: 'with hex that is cut short', signature: right.slice(0, -2) },
    { name: 'with hex that is half a byte short', signature: right.slice(0, -1) },
    { name: 'with hex that goes on', signature: `${right}00` },
    { name: 'with letters beyond f', signature: `${right.slice(0, -1)}g` },
    { name: 'with the hex alone', signature: right.slice('sha256='.length) },
    { name: 'with another algorithm', signature: right.replace('sha256', 'sha1') },
    { name: 'with the right signature and another', signature: `${right}, ${right}` },
  ])('$name is refused with 401', async ({ signature }) => {
    const { url, batches, log } = await startWebhookEndpoint();
    expect(await deliver(url, startedDelivery, signature)).toBe(401);
    expect(batches).toEqual([]);
    expect(log.at('warn')).toMatchObject([
      { msg: 'request refused', path: '/webhooks/empirical', status: 401 },
    ]);
    expect(log.text()).not.toMatch(/[\da-f]{60}/);
  });

  test('without a signature is refused with 401, as is one that has it twice', async () => {
    const { url, batches } = await startWebhookEndpoint();
    expect((await postRaw(url, {}, (request) => request.end(startedDelivery))).statusCode).toBe(
      401,
    );
    const twice = { 'x-webhook-signature': [right, right] };
    expect((await postRaw(url, twice, (request) => request.end(startedDelivery))).statusCode).toBe(
      401,
    );
    expect(batches).toEqual([]);
  });

  test('is told of once a minute for each reason, however often somebody knocks', async () => {
    const clock = { nowMs: 1_000_000 };
    const { url, log } = await startWebhookEndpoint({ now: () => clock.nowMs });
    const knock = () => deliver(url, startedDelivery, `sha256=${'0'.repeat(64)}`);
    await Promise.all([knock(), knock(), knock()]);
    await deliver(url, startedDelivery, 'nothing');
    expect(log.at('warn')).toHaveLength(2);
    clock.nowMs += 59_999;
    await knock();
    expect(log.at('warn')).toHaveLength(2);
    clock.nowMs += 1;
    await knock();
    expect(log.at('warn')).toHaveLength(3);
    clock.nowMs -= 3_600_000;
    await knock();
    expect(log.at('warn')).toHaveLength(4);
  });
});

describe('the size of a body', () => {
  test('may be exactly 256 KiB', async () => {
    const { url, batches } = await startWebhookEndpoint();
    expect(await deliver(url, startedDelivery.padEnd(maxBytes))).toBe(204);
    await eventually('numbers', () => batches[0]);
  });

  test('may not be one byte more, signed or not', async () => {
    const { url, batches } = await startWebhookEndpoint();
    const body = startedDelivery.padEnd(maxBytes + 1);
    expect(await deliver(url, body)).toBe(413);
    expect(await deliver(url, body, 'nothing')).toBe(413);
    expect(batches).toEqual([]);
  });

  test('is refused as declared, before the body is sent', async () => {
    const { url } = await startWebhookEndpoint();
    const headers = { 'content-length': String(maxBytes + 1) };
    const response = await postRaw(url, headers, (request) => request.flushHeaders());
    expect(response.statusCode).toBe(413);
    expect(response.headers.connection).toBe('close');
  });

  test.each([
    { bytes: maxBytes, status: 204 },
    { bytes: maxBytes + 1, status: 413 },
  ])('is counted where nobody declared it: $bytes bytes get $status', async ({ bytes, status }) => {
    const { url } = await startWebhookEndpoint();
    const body = Buffer.from(startedDelivery.padEnd(bytes));
    const headers = {
      'transfer-encoding': 'chunked',
      'x-webhook-signature': webhookSignature(body),
    };
    const response = await postRaw(url, headers, (request) => {
      request.write(body.subarray(0, 1000));
      request.end(body.subarray(1000));
    });
    expect(response.statusCode).toBe(status);
  });
});

test('refuses whatever signature somebody might make up', async () => {
  const { url, batches } = await startWebhookEndpoint();
  const printable = fc.string({ maxLength: 80 }).map((text) => text.trim());
  const hexLike = fc
    .array(fc.constantFrom(...'0123456789abcdefABCDEF'), { minLength: 63, maxLength: 65 })
    .map((hex) => `sha256=${hex.join('')}`);
  await fc.assert(
    fc.asyncProperty(fc.oneof(printable, hexLike), async (signature) => {
      expect(await deliver(url, startedDelivery, signature)).toBe(401);
    }),
  );
  expect(batches).toEqual([]);
});
