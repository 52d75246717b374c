import { expect, test, vi } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { aMoment, RUN, startLiveBot } from '../support/live-bot.ts';
import { hold, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { deliver, webhookSignature } from '../support/webhook-endpoint.ts';

vi.setConfig({ testTimeout: 60_000 });

test.concurrent('a signed webhook lets a run that is followed be read at once, and a replay changes nothing', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  bot.clock.advance(1000);
  bot.endRun();
  expect(await bot.knock()).toBe(204);
  await eventually('the end', () => bot.said(card)[1]);
  await bot.soon('a notice', () => bot.replies(card)[0]);
  const reads = bot.sandbox.reads(RUN).length;
  expect(await bot.knock()).toBe(204);
  await aMoment();
  expect(bot.sandbox.reads(RUN)).toHaveLength(reads);
  expect(bot.said(card)).toHaveLength(2);
  expect(bot.replies(card)).toHaveLength(1);
});

test.concurrent('ten webhooks at once are one reading now and one a second later', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  await bot.ask();
  await aMoment();
  const before = bot.sandbox.reads(RUN).length;
  bot.clock.advance(1000);
  await Promise.all(Array.from({ length: 10 }, () => bot.knock()));
  await aMoment();
  await Promise.all(Array.from({ length: 10 }, () => bot.knock()));
  await eventually('two more readings', () =>
    bot.sandbox.reads(RUN).length >= before + 2 ? true : undefined,
  );
  const reads = bot.sandbox.reads(RUN).slice(before);
  const pauses = reads.slice(1).map((atMs, at) => atMs - (reads[at] ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThan(950);
});

test.concurrent('a webhook during a reading leads to another reading', async ({
  onTestFinished,
}) => {
  const started = { state: 'started', run_ended_at: null, duration: null };
  const held = hold(run(RUN, started));
  const script = (id: number, attempt: number) =>
    attempt === 2 ? held.answer : run(id, attempt === 1 ? started : {});
  const empirical = await startScriptedEmpirical(script, onTestFinished);
  const bot = await startLiveBot({ onTestFinished, empirical });
  const card = await bot.ask();
  await bot.soon('a second reading', () => (empirical.requests.get(RUN) === 2 ? true : undefined));
  await bot.knock();
  await aMoment();
  expect(empirical.requests.get(RUN)).toBe(2);
  held.release();
  bot.clock.advance(1000);
  await eventually('the end', () => bot.said(card)[1]);
  expect(empirical.requests.get(RUN)).toBe(3);
});

test.concurrent('a webhook about anything else is accepted and ignored, a forged one is refused', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  const url = `${bot.url}/webhooks/empirical`;
  const before = bot.sandbox.reads(RUN).length;
  bot.clock.advance(1000);
  bot.endRun();
  for (const body of ['', '[]', 'null', '{"data":{"test_run":{"id":"x"}}}', '{"event":"hello"}']) {
    expect(await deliver(url, body)).toBe(204);
  }
  expect(await bot.knock(RUN + 5)).toBe(204);
  const body = JSON.stringify({ data: { test_run: { id: RUN } } });
  expect(await deliver(url, body, webhookSignature(`${body} `))).toBe(401);
  await aMoment();
  expect(bot.sandbox.reads(RUN)).toHaveLength(before);
  expect(bot.sandbox.reads(RUN + 5)).toHaveLength(0);
  expect(bot.said(card)).toHaveLength(1);
});

test.concurrent('without a secret there is no webhook', async ({ onTestFinished }) => {
  const bot = await startLiveBot({ onTestFinished, env: { EMPIRICAL_WEBHOOK_SECRET: '' } });
  expect(await bot.knock()).toBe(404);
});
