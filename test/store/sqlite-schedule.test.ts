import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, StoreError } from '../../src/store/database.ts';
import type { Schedule, Task } from '../../src/store/schedule.ts';
import { createSqliteSchedule } from '../../src/store/sqlite-schedule.ts';
import { type OpenStorage, openSqliteStorage } from '../../src/store/sqlite-storage.ts';
import { captureLog } from '../support/captured-log.ts';
import { eventually } from '../support/eventually.ts';
import { describeSchedule } from './schedule-contract.ts';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const read = (key: string): Task => ({ kind: 'read', key });

describeSchedule('SQLite', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'testrun-schedule-'));
  let opened: OpenStorage | undefined;
  const close = async () => {
    await opened?.schedule.stop();
    await opened?.close();
  };
  return {
    async open() {
      await close();
      const log = captureLog([]).logger;
      opened = await openSqliteStorage({
        dataDir,
        now: Date.now,
        steadyMs: () => performance.now(),
        log,
      });
      return opened.schedule;
    },
    async close() {
      await close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
});

describe('the schedule on SQLite, by its clocks,', () => {
  let dataDir: string;
  let opened: OpenStorage;
  let schedules: Schedule[];
  let wallMs: number;
  let steady: number;
  let log: ReturnType<typeof captureLog>;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'testrun-schedule-'));
    log = captureLog([]);
    wallMs = 1_790_000_000_000;
    steady = 1000;
    schedules = [];
    const clocks = { now: () => wallMs, steadyMs: () => steady };
    opened = await openSqliteStorage({ dataDir, ...clocks, log: log.logger });
  });
  afterEach(async () => {
    await Promise.all(schedules.map((schedule) => schedule.stop()));
    await opened.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Another schedule in the same file, as after a restart. */
  function restarted(database: Database = opened.database): Schedule {
    const clocks = { now: () => wallMs, steadyMs: () => steady };
    const schedule = createSqliteSchedule({ database, ...clocks, log: log.logger });
    schedules.push(schedule);
    return schedule;
  }
  function startCounting(schedule: Schedule): string[] {
    const begun: string[] = [];
    schedule.start(({ key }) => {
      begun.push(key);
      return Promise.resolve(undefined);
    });
    return begun;
  }
  const reaches = (begun: readonly string[], count: number) =>
    eventually(`${count} tasks`, () => (begun.length >= count ? begun : undefined));

  it.each([
    { way: 'ahead', jumpMs: 2 * dayMs },
    { way: 'back', jumpMs: -2 * dayMs },
  ])('keeps its pace when the clock on the wall jumps $way', async ({ jumpMs }) => {
    const schedule = restarted();
    const begun = startCounting(schedule);
    await schedule.ask(read('late'), hourMs);
    wallMs += jumpMs;
    await schedule.ask(read('soon'), 0);
    await reaches(begun, 1);
    expect(begun).toEqual(['soon']);
    steady += hourMs;
    expect(await reaches(begun, 2)).toEqual(['soon', 'late']);
  });

  it.each([
    { name: 'due meanwhile', delayMs: 20_000, passedMs: 20_000, isDue: true },
    { name: 'still ahead', delayMs: 20_000, passedMs: 10_000, isDue: false },
    { name: 'put off by a clock that was wrong', delayMs: 20_000, passedMs: -dayMs, isDue: true },
    { name: 'long overdue', delayMs: 20_000, passedMs: dayMs, isDue: true },
  ])('takes a task from before a restart as it is: $name', async ({ delayMs, passedMs, isDue }) => {
    await restarted().ask(read('old'), delayMs);
    wallMs += passedMs;
    const schedule = restarted();
    const begun = startCounting(schedule);
    await schedule.ask(read('new'), 100);
    await eventually('what was written down is read', async () => {
      steady += 50;
      await sleep(5);
      return begun.includes('new') || undefined;
    });
    expect(begun.includes('old')).toBe(isDue);
  });

  it('leaves nothing behind of a task that is done', async () => {
    const begun = startCounting(opened.schedule);
    await opened.schedule.ask(read('1'), 0);
    await reaches(begun, 1);
    await eventually('the task is struck', async () => {
      const [rows] = await opened.database.atomically([{ sql: 'SELECT * FROM testrun_task' }]);
      return rows?.length === 0 || undefined;
    });
  });

  it('cuts a task short after a minute, and hands it out again ten seconds later', async () => {
    const schedule = restarted();
    const signals: AbortSignal[] = [];
    const ends: (() => void)[] = [];
    schedule.start(async (_, signal) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      signals.push(signal);
      ends.push(resolve);
      await promise;
      return undefined;
    });
    await schedule.ask(read('hangs'), 0);
    const first = await eventually('it is being done', () => signals[0]);
    steady += 61_000;
    await eventually('it is cut short', () => first.aborted || undefined);
    expect(signals).toHaveLength(1);
    steady += 10_000;
    await eventually('it is being done again', () => signals[1]);
    for (const end of ends) {
      end();
    }
    expect(log.at('error')).toMatchObject([
      { task: read('hangs'), error: { message: 'a task (read) took longer than a minute' } },
    ]);
  });

  it('goes on while the database fails, and says so once', async () => {
    const schedule = restarted({
      atomically: () => Promise.reject(new StoreError('the disk is full')),
      close: () => Promise.resolve(),
    });
    const begun: string[] = [];
    schedule.start(({ key }) => {
      begun.push(key);
      return key === 'fails' && begun.length < 3
        ? Promise.reject(new StoreError('the disk is full'))
        : Promise.resolve(undefined);
    });
    await schedule.ask(read('1'), 0);
    await reaches(begun, 1);
    await schedule.ask(read('fails'), 0);
    await reaches(begun, 2);
    steady += 10_000;
    await reaches(begun, 3);
    expect(begun).toEqual(['1', 'fails', 'fails']);
    expect(log.at('warn')).toHaveLength(1);
    expect(log.at('error')).toEqual([]);
  });
});
