import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  type SandboxEmpirical,
  startSandboxEmpirical,
} from '../../../playground/empirical/server.ts';
import { readRun } from './asking.ts';

let nowMs: number;
let sandbox: SandboxEmpirical;
beforeEach(async () => {
  nowMs = Date.UTC(2026, 2, 18, 9, 30);
  sandbox = await startSandboxEmpirical({ now: () => nowMs });
});
afterEach(() => sandbox.stop());

interface Heard {
  readonly signature: unknown;
  readonly body: string;
}

async function startReceiver(status = 204) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(Buffer.from(chunk));
    }
    const body = Buffer.concat(chunks).toString('utf8');
    heard.push({ signature: request.headers['x-webhook-signature'], body });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const events = () =>
    heard.map(({ body }) => {
      const { event, data } = JSON.parse(body);
      return `${event} ${data.test_run.id}`;
    });
  return { url: `http://127.0.0.1:${port}/webhooks/empirical`, heard, events };
}

describe('webhooks of the sandbox', () => {
  it('are signed with the decoded key over the raw bytes', async () => {
    const { url, heard } = await startReceiver(202);
    const secret = `whsec_${Buffer.from('key \u00ff bytes').toString('base64url')}`;
    const body = '{"event": "test_run.started", "über": 48213}';
    expect(await sandbox.sendWebhook({ url, secret, event: 'test_run.started', body })).toBe(202);
    const right = createHmac('sha256', 'key \u00ff bytes').update(body).digest('hex');
    expect(heard).toEqual([{ signature: `sha256=${right}`, body }]);
  });

  it('name the event and the run, and their secret is made anew for each sandbox', async () => {
    const { url, heard } = await startReceiver();
    const secret = sandbox.webhookSecret;
    await sandbox.sendWebhook({ url, secret, event: 'test_run.queued', runId: 7 });
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({
      event: 'test_run.queued',
      data: { test_run: { id: 7 } },
    });
    expect(secret).toMatch(/^whsec_[\w-]{43}$/);
    const other = await startSandboxEmpirical();
    expect(other.webhookSecret).not.toBe(secret);
    await other.stop();
  });

  it('go out by themselves when a run is steered to another state', async () => {
    const { url, events } = await startReceiver();
    sandbox.pushTo(url);
    sandbox.steer(900, { state: 'queued' });
    await expect.poll(events).toEqual(['test_run.queued 900']);
    sandbox.steer(900, { state: 'started' });
    sandbox.steer(900, { total_count: 3 });
    await expect.poll(events).toHaveLength(2);
    sandbox.steer(900, { state: 'cancelled' });
    await expect.poll(events).toHaveLength(3);
    expect(events().slice(1)).toEqual(['test_run.started 900', 'test_run.ended 900']);
    sandbox.pushTo(undefined);
    sandbox.steer(900, { state: 'started' });
    sandbox.pushTo(url);
    sandbox.steer(901, { state: 'started' });
    await expect.poll(events).toHaveLength(4);
    expect(events().at(-1)).toBe('test_run.started 901');
  });

  it('go out when the run that moves by itself has moved, and not before it began', async () => {
    const { url, events } = await startReceiver();
    sandbox.pushTo(url);
    await readRun(sandbox, 48224);
    nowMs += 8_000;
    await expect.poll(events, { timeout: 5000 }).toEqual(['test_run.queued 48224']);
    nowMs += 8_000;
    await expect.poll(events, { timeout: 5000 }).toHaveLength(2);
    nowMs += 44_000;
    await expect.poll(events, { timeout: 5000 }).toHaveLength(3);
    expect(events().slice(1)).toEqual(['test_run.started 48224', 'test_run.ended 48224']);
  });

  it('that reach nobody are dropped; listeners hear what became of each', async () => {
    const heard: unknown[] = [];
    sandbox.onPushed(({ status, runId, event }) => heard.push([event, runId, status]));
    sandbox.pushTo('http://127.0.0.1:1/webhooks/empirical');
    sandbox.steer(900, { state: 'queued' });
    await expect.poll(() => heard).toEqual([['test_run.queued', 900, undefined]]);
    const { url, events } = await startReceiver();
    sandbox.pushTo(url);
    sandbox.steer(900, { state: 'started' });
    await expect.poll(events).toEqual(['test_run.started 900']);
    await expect.poll(() => heard.at(-1)).toEqual(['test_run.started', 900, 204]);
  });
});
