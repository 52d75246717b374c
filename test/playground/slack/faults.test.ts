import { expect, test } from 'vitest';
import { textAt } from '../../../playground/slack/json-reading.ts';
import { ROBIN } from '../../../playground/slack/seed.ts';
import { startWorkspace } from './bolt-app.ts';
import { startPlainBot } from './plain-bot.ts';
import { clientOf, refusal } from './web-client.ts';

const message = { channel: 'C0ONCALL', text: 'hello' };

test("a rate limit answers 429 with Retry-After, which Slack's client understands", async () => {
  const slack = await startWorkspace();
  slack.faults.rateLimit('chat.postMessage', { next: 1, retryAfterSeconds: 7 });
  const client = clientOf(slack, { rejectRateLimitedCalls: true });
  await expect(client.chat.postMessage(message)).rejects.toMatchObject({ retryAfter: 7 });
  expect((await client.chat.postMessage(message)).ok).toBe(true);
});

test('every n-th call can be limited', async () => {
  const slack = await startWorkspace();
  slack.faults.rateLimit('auth.test', { everyNth: 3, retryAfterSeconds: 1 });
  const client = clientOf(slack, { rejectRateLimitedCalls: true });
  const outcomes: boolean[] = [];
  for (let call = 1; call <= 6; call += 1) {
    outcomes.push(
      await client.auth.test().then(
        () => true,
        () => false,
      ),
    );
  }
  expect(outcomes).toEqual([true, true, false, true, true, false]);
});

test('the next calls can fail with a code, one after the other', async () => {
  const slack = await startWorkspace();
  const client = clientOf(slack);
  slack.faults.failNext('chat.postMessage', 'restricted_action');
  slack.faults.failNext('chat.postMessage', 'fatal_error', 2);
  expect(await refusal(client.chat.postMessage(message))).toBe('restricted_action');
  expect(await refusal(client.chat.postMessage(message))).toBe('fatal_error');
  expect(await refusal(client.chat.postMessage(message))).toBe('fatal_error');
  expect((await client.chat.postMessage(message)).ok).toBe(true);
});

test('a call can fail with an HTTP status', async () => {
  const slack = await startWorkspace();
  slack.faults.failNext('auth.test', 503);
  await expect(clientOf(slack).auth.test()).rejects.toMatchObject({ statusCode: 503 });
});

test('a call can stay without an answer until the client gives up', async () => {
  const slack = await startWorkspace();
  slack.faults.failNext('auth.test', 'timeout');
  await expect(clientOf(slack, { timeout: 1000 }).auth.test()).rejects.toThrow();
  expect(slack.workspace.calls().at(-1)).toMatchObject({ response: '(no answer)' });
});

test('answers can take their time', async () => {
  const slack = await startWorkspace();
  slack.faults.latency(60);
  const before = performance.now();
  await clientOf(slack).auth.test();
  expect(performance.now() - before).toBeGreaterThan(50);
});

test('Slack can be out of reach, and come back', async () => {
  const slack = await startWorkspace();
  slack.faults.down(true);
  await expect(clientOf(slack).auth.test()).rejects.toThrow();
  slack.faults.down(false);
  expect((await clientOf(slack).auth.test()).ok).toBe(true);
});

test('Slack can refuse connections, and takes them again on the same port', async () => {
  const slack = await startWorkspace();
  slack.faults.down(true, 'refuse');
  const refused = fetch(`${slack.webApiUrl}auth.test`).catch((error: Error) => error.cause);
  expect(await refused).toMatchObject({ code: 'ECONNREFUSED' });
  slack.faults.down(false);
  expect((await clientOf(slack).auth.test()).ok).toBe(true);
});

test('an accepted call can lose its answer; a refused one keeps it', async () => {
  const slack = await startWorkspace();
  const client = clientOf(slack);
  slack.faults.failNext('chat.postMessage', 'lost-answer', 2);
  await expect(client.chat.postMessage(message)).rejects.toThrow();
  expect(slack.workspace.messages('C0ONCALL')).toMatchObject([{ text: 'hello' }]);
  expect(slack.workspace.calls().at(-1)).toMatchObject({ response: '(answer lost)' });
  const call = client.chat.postMessage({ ...message, channel: 'C0NOWHERE' });
  expect(await refusal(call)).toBe('channel_not_found');
});

test('every call can fail until told otherwise, one method or all', async () => {
  const slack = await startWorkspace();
  const client = clientOf(slack);
  slack.faults.failEvery('*', 503);
  await expect(client.auth.test()).rejects.toMatchObject({ statusCode: 503 });
  slack.faults.failEvery('chat.postMessage', 'fatal_error');
  expect(await refusal(client.chat.postMessage(message))).toBe('fatal_error');
  expect(await refusal(client.chat.postMessage(message))).toBe('fatal_error');
  slack.faults.failEvery('*', undefined);
  expect((await client.auth.test()).ok).toBe(true);
  slack.faults.failEvery('chat.postMessage', undefined);
  expect((await client.chat.postMessage(message)).ok).toBe(true);
});

test.each(['token_revoked', 'account_inactive'] as const)(
  'a token that is worth nothing any more gets %s',
  async (code) => {
    const slack = await startWorkspace();
    slack.faults.revokeToken(code);
    expect(await refusal(clientOf(slack).chat.postMessage(message))).toBe(code);
    slack.faults.clear();
    expect((await clientOf(slack).auth.test()).ok).toBe(true);
  },
);

test('a response_url can fail as well', async () => {
  const slack = await startWorkspace();
  const heard = await startPlainBot(slack);
  await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text: '/testrun 1' });
  const url = textAt(heard[0]?.body ?? {}, 'response_url') ?? '';
  slack.faults.failNext('response_url', 500);
  const post = () => fetch(url, { method: 'POST', body: JSON.stringify({ text: 'hello' }) });
  expect((await post()).status).toBe(500);
  expect((await post()).status).toBe(200);
});

test('clear makes everything work again', async () => {
  const slack = await startWorkspace();
  slack.faults.failNext('auth.test', 'fatal_error');
  slack.faults.rateLimit('auth.test', { everyNth: 1, retryAfterSeconds: 9 });
  slack.faults.down(true);
  slack.faults.clear();
  expect((await clientOf(slack).auth.test()).ok).toBe(true);
});

test("Slack's own limits count posts per channel, and let the next through after a second", async () => {
  let at = Date.now();
  const slack = await startWorkspace({ now: () => at });
  slack.faults.realisticLimits(true);
  const client = clientOf(slack, { rejectRateLimitedCalls: true });
  for (let post = 1; post <= 5; post += 1) {
    await client.chat.postMessage(message);
  }
  await expect(client.chat.postMessage(message)).rejects.toMatchObject({ retryAfter: 1 });
  expect((await client.chat.postMessage({ ...message, channel: 'C0ACME' })).ok).toBe(true);
  at += 1000;
  expect((await client.chat.postMessage(message)).ok).toBe(true);
});

test("Slack's own limits take fifty updates in any minute, whatever the message", async () => {
  let at = 1_764_000_000_000;
  const slack = await startWorkspace({ now: () => at });
  const { ts = '' } = await clientOf(slack).chat.postMessage(message);
  slack.faults.realisticLimits(true);
  const client = clientOf(slack, { rejectRateLimitedCalls: true });
  const update = () => client.chat.update({ ...message, ts });
  await Promise.all(Array.from({ length: 50 }, update));
  await expect(update()).rejects.toMatchObject({ retryAfter: 60 });
  at += 45_000;
  await expect(update()).rejects.toMatchObject({ retryAfter: 15 });
  at += 15_000;
  expect((await update()).ok).toBe(true);
});
