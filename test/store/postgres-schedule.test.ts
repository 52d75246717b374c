import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Work } from '../../src/store/schedule.ts';
import { captureLog } from '../support/captured-log.ts';
import { eventually } from '../support/eventually.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { openReplica, read, tasksIn } from './postgres-replicas.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.stop();
});

test.concurrent('two replicas that start at once on an empty database share the tasks, and do none twice', async () => {
  const url = await server.createDatabase();
  const done: string[] = [];
  const busy = new Set<string>();
  let overlaps = 0;
  const work =
    (who: string): Work =>
    async ({ key }) => {
      overlaps += busy.has(key) ? 1 : 0;
      busy.add(key);
      await sleep(5);
      busy.delete(key);
      done.push(`${who} ${key}`);
      return undefined;
    };
  const [one, two] = await Promise.all([
    openReplica(url, work('one')),
    openReplica(url, work('two')),
  ]);
  const keys = Array.from({ length: 120 }, (_, index) => `run ${index}`);
  await Promise.all(
    keys.map((key, index) => (index % 2 === 0 ? one : two).schedule.ask(read(key), 300)),
  );
  await eventually('all done', () => (done.length >= keys.length ? true : undefined));
  expect(overlaps).toBe(0);
  expect(done.map((line) => line.slice(4)).sort()).toEqual([...keys].sort());
  await Promise.all([one.close(), two.close()]);
  expect(await tasksIn(url)).toBe(0);
});

test.concurrent('a replica that stops gives its unfinished tasks to another at once', async () => {
  const url = await server.createDatabase();
  const took: string[] = [];
  const [one, two] = await Promise.all([
    openReplica(url, async ({ key }, signal) => {
      took.push(`one ${key}`);
      await sleep(60_000, undefined, { signal });
      return undefined;
    }),
    openReplica(url, undefined),
  ]);
  await one.schedule.ask(read('a'), 0);
  await eventually('one works', () => (took.includes('one a') ? true : undefined));
  two.schedule.start(({ key }) => {
    took.push(`two ${key}`);
    return Promise.resolve(undefined);
  });
  await one.schedule.stop();
  await eventually('two works', () => (took.includes('two a') ? true : undefined));
  expect(took).toEqual(['one a', 'two a']);
  await Promise.all([one.close(), two.close()]);
});

test.concurrent('work that does not heed its signal holds a stop up for a few seconds only', async () => {
  const url = await server.createDatabase();
  let begun = false;
  const one = await openReplica(url, () => {
    begun = true;
    return new Promise(() => {});
  });
  await one.schedule.ask(read('deaf'), 0);
  await eventually('it works', () => begun || undefined);
  await one.close();
  expect(await tasksIn(url)).toBe(1);
});

test.concurrent('sixty slow readings do not keep an update or a notice waiting', async () => {
  const url = await server.createDatabase();
  let slow = 0;
  const quick: string[] = [];
  const one = await openReplica(url, async ({ kind, key }, signal) => {
    if (kind === 'read') {
      slow += 1;
      await sleep(60_000, undefined, { signal });
    } else {
      quick.push(key);
    }
    return undefined;
  });
  await Promise.all(
    Array.from({ length: 80 }, (_, index) => one.schedule.ask(read(`${index}`), 0)),
  );
  await eventually('the readings are on', () => (slow === 60 ? true : undefined));
  await one.schedule.ask({ kind: 'update', key: 'T1' }, 0);
  await one.schedule.ask({ kind: 'tell', key: 'T1 C1' }, 0);
  await eventually('the others are done', () => (quick.length === 2 ? true : undefined));
  expect(slow).toBe(60);
  await one.close();
});

test.concurrent('a task that fails is logged with its error', async () => {
  const url = await server.createDatabase();
  const log = captureLog([]);
  const one = await openReplica(url, () => Promise.reject(new Error('bad card')), log);
  await one.schedule.ask(read('7'), 0);
  const [line] = await eventually('it is logged', () =>
    log.at('error').length > 0 ? log.at('error') : undefined,
  );
  expect(line).toMatchObject({ task: read('7'), error: { message: 'bad card' } });
  await one.close();
});

test.concurrent('the tasks of a replica that is killed are taken over within a minute', {
  timeout: 50_000,
}, async () => {
  const url = await server.createDatabase();
  const file = new URL('./postgres-doomed.ts', import.meta.url);
  const killed = spawn(process.execPath, [file.pathname, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface({ input: killed.stdout }).on('line', (line) => lines.push(line));
  const survivor = await openReplica(url, undefined);
  await survivor.schedule.ask(read('orphan'), 0);
  await eventually('the replica works', () => (lines.includes('orphan') ? true : undefined));
  const exit = once(killed, 'exit');
  killed.kill('SIGKILL');
  await exit;
  const taken = Promise.withResolvers<string>();
  survivor.schedule.start(({ key }) => {
    taken.resolve(key);
    return Promise.resolve(undefined);
  });
  expect(await taken.promise).toBe('orphan');
  await survivor.close();
});
