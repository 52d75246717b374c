import type { LookupFunction } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { Agent } from 'undici';
import { describe, expect, it } from 'vitest';
import { createEmpiricalApi, type EmpiricalApiOptions } from '../../src/api/client.ts';
import {
  EmpiricalError,
  KeyRefusedError,
  RateLimitedError,
  RequestRefusedError,
  RunNotFoundError,
  UnreachableError,
  UnreadableAnswerError,
} from '../../src/api/errors.ts';
import { exampleAnswer } from './example-answer.ts';
import { type Answer, answer, startScriptedServer } from './scripted-server.ts';

const apiKey = 'emp_0123456789-very-secret';
const ok = answer(200, exampleAnswer());
const mebibyte = Buffer.alloc(1024 * 1024, ' ');

/** A client whose waits pass at once on a clock of their own; real time is only added to it. */
function startClient(options: Partial<EmpiricalApiOptions> & { baseUrl: string }) {
  const waits: number[] = [];
  const logged: unknown[] = [];
  let sleptMs = 0;
  const note = (fields: object, message: string) => void logged.push({ ...fields, message });
  const api = createEmpiricalApi({
    apiKey,
    userAgent: 'testrun/0.0.0 (test)',
    timeoutMs: 5_000,
    now: () => Date.now() + sleptMs,
    random: () => 0.5,
    sleep: (delayMs, signal) => {
      signal.throwIfAborted();
      waits.push(delayMs);
      sleptMs += delayMs;
      return Promise.resolve();
    },
    log: { debug: note, info: note, warn: note, error: note },
    ...options,
  });
  return { ...api, waits, logged, [Symbol.asyncDispose]: () => api.close() };
}

async function failureOf(promise: Promise<unknown>): Promise<EmpiricalError> {
  const error: unknown = await promise.then(
    () => new Error('the look-up gave a run'),
    (reason: unknown) => reason,
  );
  if (error instanceof EmpiricalError) {
    return error;
  }
  throw error;
}

/** Runs one failing look-up and gives what there is to see of it. */
async function failWith(script: readonly Answer[], options: Partial<EmpiricalApiOptions> = {}) {
  await using server = await startScriptedServer(...script);
  await using client = startClient({ baseUrl: server.baseUrl, ...options });
  const error = await failureOf(client.getTestRun(48213));
  const seen =
    inspect([error, client.logged], { depth: 20 }) + JSON.stringify([error, client.logged]);
  expect(seen).not.toContain(apiKey);
  expect(seen).not.toContain('hush');
  return { error, requests: server.requests.length, waits: client.waits, logged: client.logged };
}

describe('the request', () => {
  it('asks for the run with the key, what it takes, and who it is', async () => {
    await using server = await startScriptedServer(ok);
    await using client = startClient({ baseUrl: server.baseUrl, projectSlug: 'acme' });
    expect((await client.getTestRun(48213)).state).toBe('ended');
    expect(server.requests[0]).toMatchObject({ method: 'GET', url: '/api/test-runs/48213' });
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${apiKey}`,
      accept: 'application/json',
      'user-agent': 'testrun/0.0.0 (test)',
      'x-project-slug': 'acme',
    });
  });

  it('names no project where none is set', async () => {
    await using server = await startScriptedServer(ok);
    await using client = startClient({ baseUrl: server.baseUrl });
    await client.getTestRun(48213);
    expect(server.requests[0]?.headers).not.toHaveProperty('x-project-slug');
  });

  it.each([
    ['', '/api/test-runs/48213'],
    ['/', '/api/test-runs/48213'],
    ['/proxy/empirical', '/proxy/empirical/api/test-runs/48213'],
    ['/proxy/empirical/', '/proxy/empirical/api/test-runs/48213'],
    ['/proxy?x=1#y', '/proxy/api/test-runs/48213'],
  ])('keeps the path %j of its base', async (path, url) => {
    await using server = await startScriptedServer(ok);
    await using client = startClient({ baseUrl: `${server.baseUrl}${path}` });
    await client.getTestRun(48213);
    expect(server.requests[0]?.url).toBe(url);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])('never leaves the house for the id %s', async (id) => {
    await using server = await startScriptedServer(ok);
    await using client = startClient({ baseUrl: server.baseUrl });
    await expect(client.getTestRun(id)).rejects.toThrow(RangeError);
    expect(server.requests).toHaveLength(0);
  });

  it('reads a compressed answer', async () => {
    const body = gzipSync(JSON.stringify(exampleAnswer()));
    await using server = await startScriptedServer((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(body),
    );
    await using client = startClient({ baseUrl: server.baseUrl });
    expect((await client.getTestRun(48213)).details).toHaveLength(5);
  });

  it('logs which fields it left out, not what they held', async () => {
    const run = { total_count: 'hush' };
    await using server = await startScriptedServer(answer(200, exampleAnswer({ run })));
    await using client = startClient({ baseUrl: server.baseUrl });
    await client.getTestRun(48213);
    expect(JSON.stringify(client.logged)).toContain('data.test_run.testRun.total_count');
    expect(JSON.stringify(client.logged)).not.toContain('hush');
  });
});

describe('answers that are not a run', () => {
  it('takes 404 for a run that was not found, and does not ask again', async () => {
    const { error, requests } = await failWith([
      answer(404, { data: null, error: { message: 'hush' } }),
    ]);
    expect(error).toBeInstanceOf(RunNotFoundError);
    expect(error).toMatchObject({ whoActs: 'asker', runId: 48213 });
    expect(requests).toBe(1);
  });

  it.each([
    [
      'its words',
      { data: null, error: { message: 'Invalid x-project-slug' } },
      'Invalid x-project-slug',
    ],
    ['on one line', { error: { message: ' a\u0000\r\nb\u001b[31m ' } }, 'a b [31m'],
    ['cut', { error: { message: `${'x'.repeat(298)}😀😀` } }, `${'x'.repeat(298)}…`],
    ['without the key', { error: { message: `bad ${apiKey}` } }, 'bad …'],
    ['none if blank', { error: { message: ' \n ' } }, undefined],
    ['none if not text', { error: { message: 5 } }, undefined],
    ['none if not JSON', 'hush', undefined],
    ['none if huge', { error: { message: 'x'.repeat(100_000) } }, undefined],
  ])('takes 400 for a refusal, with its reason: %s', async (_, body, reason) => {
    const { error, requests } = await failWith([answer(400, body)]);
    expect(error).toBeInstanceOf(RequestRefusedError);
    expect(error).toMatchObject({ whoActs: 'operator', reason });
    expect(requests).toBe(1);
  });

  it.each([401, 403])('takes %s for a refused key, and does not ask again', async (status) => {
    const { error, requests } = await failWith([answer(status, 'hush')]);
    expect(error).toBeInstanceOf(KeyRefusedError);
    expect(error).toMatchObject({ whoActs: 'operator', status });
    expect(requests).toBe(1);
  });

  it.each([
    [answer(302, 'hush', { location: 'https://evil.example/?hush' }), 'redirect'],
    [answer(301, '', { location: '/api/test-runs/1' }), 'redirect'],
    [answer(304), 'redirect'],
    [answer(418, 'hush'), 'unexpected status 418'],
    [answer(204), 'unexpected status 204'],
    [answer(200, '<html>hush</html>'), 'not JSON'],
    [answer(200, ''), 'not JSON'],
    [answer(200, { data: { hush: 1 } }), 'data.test_run: invalid_type'],
    [
      answer(200, exampleAnswer({ run: { id: 5 } })),
      'data.test_run.testRun.id: not the id that was asked for',
    ],
    [answer(200, 'hush', { 'content-encoding': 'gzip' }), 'not gzip'],
    [answer(200, 'hush', { 'content-encoding': 'br' }), 'unexpected content encoding'],
    [answer(200, 'x', { 'content-length': '20971521' }), 'larger than 20971520 bytes'],
  ])('does not read case %#, nor ask again', async (scripted, fault) => {
    const { error, requests } = await failWith([scripted]);
    expect(error).toBeInstanceOf(UnreadableAnswerError);
    expect(error).toMatchObject({ whoActs: 'us', faults: [fault] });
    expect(requests).toBe(1);
  });

  it('refuses an answer that turns out too large', async () => {
    const { error, requests } = await failWith([
      (response) => {
        for (let sent = 0; sent < 21; sent += 1) {
          response.write(mebibyte);
        }
        response.end('{}');
      },
    ]);
    expect(error).toMatchObject({ faults: ['larger than 20971520 bytes'] });
    expect(requests).toBe(1);
  });

  it('refuses a small answer that unpacks to a huge one', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(100_000);
    const { error } = await failWith([
      (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    ]);
    expect(error).toMatchObject({ faults: ['larger than 20971520 bytes'] });
  });

  it('does not read what is not HTTP, and keeps none of it', async () => {
    const { error } = await failWith([
      (_, request) => request.socket.end('hush, not HTTP\r\n\r\n'),
    ]);
    expect(error).toMatchObject({ whoActs: 'us', faults: ['not HTTP'] });
  });
});

describe('retries', () => {
  const reset: Answer = (_, request) => request.socket.resetAndDestroy();

  it.each<[string, Answer]>([
    ['429', answer(429)],
    ['502', answer(502)],
    ['503', answer(503, 'hush')],
    ['504', answer(504)],
    ['a reset connection', reset],
  ])('asks again after %s, at most twice', async (_, scripted) => {
    await using server = await startScriptedServer(scripted, scripted, ok);
    await using client = startClient({ baseUrl: server.baseUrl });
    expect((await client.getTestRun(48213)).id).toBe(48213);
    expect(client.waits).toEqual([188, 375]);
    expect((await failWith([scripted])).requests).toBe(3);
  });

  it.each<[string, Answer, object]>([
    ['500', answer(500, 'hush'), { trouble: 'server-error', status: 500 }],
    ['501', answer(501), { trouble: 'server-error', status: 501 }],
  ])('does not ask again after %s', async (_, scripted, expected) => {
    const { error, requests } = await failWith([scripted]);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({ whoActs: 'empirical', ...expected });
    expect(requests).toBe(1);
  });

  it('says what the last attempt met', async () => {
    expect((await failWith([answer(503)])).error).toMatchObject({
      trouble: 'server-error',
      status: 503,
    });
    expect((await failWith([reset])).error).toMatchObject({
      trouble: 'connection',
      status: undefined,
    });
    expect((await failWith([answer(503), reset, answer(404)])).error).toBeInstanceOf(
      RunNotFoundError,
    );
  });

  it('takes a body that breaks off for a broken connection', async () => {
    const { error, requests } = await failWith([
      (response, request) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"data":');
        setImmediate(() => request.socket.destroy());
      },
    ]);
    expect(error).toMatchObject({ trouble: 'connection' });
    expect(requests).toBe(3);
  });

  it('takes a refused connection for what it is', async () => {
    const server = await startScriptedServer(ok);
    await server[Symbol.asyncDispose]();
    await using client = startClient({ baseUrl: server.baseUrl });
    expect(await failureOf(client.getTestRun(48213))).toMatchObject({ trouble: 'connection' });
    expect(client.waits).toHaveLength(2);
  });

  it('asks again after a failing name service', async () => {
    const notFound = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    const lookup: LookupFunction = (_, __, done) => done(notFound, '');
    const dispatcher = new Agent({ connect: { lookup } });
    await using client = startClient({ baseUrl: 'http://api.empirical.invalid', dispatcher });
    expect(await failureOf(client.getTestRun(48213))).toMatchObject({ trouble: 'dns' });
    expect(client.waits).toHaveLength(2);
    await dispatcher.close();
  });

  it('does not ask again when TLS cannot be spoken', async () => {
    await using server = await startScriptedServer(ok);
    await using client = startClient({ baseUrl: server.baseUrl.replace('http:', 'https:') });
    expect(await failureOf(client.getTestRun(48213))).toMatchObject({ trouble: 'tls' });
    expect(client.waits).toEqual([]);
  });

  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

  it.each([429, 503])('waits as long as a %s asks', async (status) => {
    const { waits } = await failWith([answer(status, '', { 'retry-after': '7' })]);
    expect(waits).toEqual([7_000, 7_000]);
  });

  it('waits until the date that it is given', async () => {
    const busy = answer(429, '', { 'retry-after': inSeconds(8) });
    await using server = await startScriptedServer(busy, ok);
    await using client = startClient({ baseUrl: server.baseUrl });
    await client.getTestRun(48213);
    expect(client.waits[0]).toBeGreaterThan(3_000);
    expect(client.waits[0]).toBeLessThanOrEqual(8_000);
  });

  it.each([
    ['11', 11],
    ['3600', 3600],
    ['999999999999999', 86_400],
  ])('gives up at once when asked to wait %s s, and says so', async (seconds, said) => {
    const { error, requests } = await failWith([answer(429, '', { 'retry-after': seconds })]);
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ whoActs: 'empirical', retryAfterSeconds: said });
    expect(requests).toBe(1);
  });

  it.each([502, 503, 504])(
    'gives up at once when a %s asks to wait for long, and says so',
    async (status) => {
      const { error, requests } = await failWith([answer(status, '', { 'retry-after': '60' })]);
      expect(error).toBeInstanceOf(UnreachableError);
      expect(error).toMatchObject({ trouble: 'server-error', status, retryAfterSeconds: 60 });
      expect(requests).toBe(1);
    },
  );

  it.each([
    ['', undefined],
    ['soon', undefined],
    ['0', 1],
    ['2', 2],
  ])('after all retries of a 503 with %j names %s s', async (retryAfter, said) => {
    const { error, requests } = await failWith([answer(503, '', { 'retry-after': retryAfter })]);
    expect(error).toMatchObject({ trouble: 'server-error', retryAfterSeconds: said });
    expect(requests).toBe(3);
  });

  it.each([
    ['', 10],
    ['soon', 10],
    ['-5', 10],
    ['0', 1],
    ['2', 2],
  ])('after all retries of a 429 with %j names %s s', async (retryAfter, said) => {
    const { error, requests } = await failWith([answer(429, '', { 'retry-after': retryAfter })]);
    expect(error).toMatchObject({ retryAfterSeconds: said });
    expect(requests).toBe(3);
  });

  it.each([
    ['may be tried again', 4_000, 3],
    ['is waited out only once', 9_500, 2],
    ['is never waited out', 20_500, 1],
  ])(
    'keeps to 25 s in all: a busy answer that %s when each takes %s ms',
    async (_, tookMs, expected) => {
      let nowMs = 0;
      const busy: Answer = (response) => {
        nowMs += tookMs;
        response.writeHead(429, { 'retry-after': '5' }).end();
      };
      const sleep = (delayMs: number) => {
        nowMs += delayMs;
        return Promise.resolve();
      };
      const { error, requests } = await failWith([busy], {
        now: () => nowMs,
        sleep,
        timeoutMs: 60_000,
      });
      expect(error).toMatchObject({ retryAfterSeconds: 5 });
      expect(requests).toBe(expected);
    },
  );

  it('gives an attempt no more time than the deadline leaves', async () => {
    let skippedMs = 0;
    const busyThenSilent: Answer = (response) => {
      if (skippedMs > 0) {
        return;
      }
      skippedMs = 24_000;
      response.writeHead(503).end();
    };
    const { error, requests } = await failWith([busyThenSilent], {
      now: () => skippedMs + performance.now(),
      timeoutMs: 60_000,
    });
    expect(error).toMatchObject({ trouble: 'timeout' });
    expect(requests).toBe(2);
  });
});

describe('timeouts', () => {
  const silent: Answer = () => undefined;
  const trickle: Answer = (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(timer));
  };

  it.each([
    ['silence', silent],
    ['a body that trickles in', trickle],
  ])('ends each attempt against %s', async (_, scripted) => {
    const { error, requests } = await failWith([scripted], { timeoutMs: 100 });
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({ trouble: 'timeout', status: undefined });
    expect(requests).toBe(3);
  });

  it('still knows the status of an error whose body never ends', async () => {
    const { error } = await failWith([(response) => void response.writeHead(404).write('{')], {
      timeoutMs: 100,
    });
    expect(error).toBeInstanceOf(RunNotFoundError);
  });
});

describe('callers', () => {
  it('share one request, five hundred of them', async () => {
    await using server = await startScriptedServer((response, request) => {
      setTimeout(() => ok(response, request), 50);
    });
    await using client = startClient({ baseUrl: server.baseUrl });
    const asked = Array.from({ length: 500 }, () => client.getTestRun(48213));
    const runs = new Set(await Promise.all(asked));
    expect(runs.size).toBe(1);
    expect(server.requests).toHaveLength(1);
  });

  it('may give up alone, with their own reason', async () => {
    const answered = Promise.withResolvers<void>();
    await using server = await startScriptedServer((response, request) => {
      void answered.promise.then(() => ok(response, request));
    });
    await using client = startClient({ baseUrl: server.baseUrl });
    const impatient = new AbortController();
    const reason = new Error('lost patience');
    const first = client.getTestRun(48213, { signal: impatient.signal });
    const second = client.getTestRun(48213, { signal: new AbortController().signal });
    impatient.abort(reason);
    await expect(first).rejects.toBe(reason);
    answered.resolve();
    expect((await second).id).toBe(48213);
    expect(server.requests).toHaveLength(1);
  });

  it('are let go when the client closes, and not let in again', async () => {
    await using server = await startScriptedServer(() => undefined);
    const client = startClient({ baseUrl: server.baseUrl });
    const waiting = failureOf(client.getTestRun(48213));
    await delay(20);
    await client.close();
    expect(await waiting).toMatchObject({ trouble: 'connection' });
    expect(await failureOf(client.getTestRun(48213))).toMatchObject({ trouble: 'connection' });
  });

  it('are let go when the client closes between two attempts', async () => {
    await using server = await startScriptedServer(answer(503, '', { 'retry-after': '9' }));
    const client = startClient({ baseUrl: server.baseUrl, sleep: undefined });
    const waiting = failureOf(client.getTestRun(48213));
    while (client.logged.length === 0) {
      await delay(5);
    }
    await client.close();
    expect(await waiting).toMatchObject({ trouble: 'connection' });
    expect(server.requests).toHaveLength(1);
  });

  it('keep a dispatcher of their own after the client has closed', async () => {
    await using server = await startScriptedServer(ok);
    const dispatcher = new Agent();
    const first = startClient({ baseUrl: server.baseUrl, dispatcher });
    await first.getTestRun(48213);
    await first.close();
    await using second = startClient({ baseUrl: server.baseUrl, dispatcher });
    expect((await second.getTestRun(48213)).id).toBe(48213);
    await dispatcher.close();
  });
});
