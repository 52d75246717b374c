import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Schedule, Task } from '../../src/store/schedule.ts';
import { eventually } from '../support/eventually.ts';

/** A place where schedules come and go, as processes do. */
export interface ScheduleHome {
  /** A schedule as a process has it after its start; closed with the home. */
  open(): Promise<Schedule>;
  close(): Promise<void>;
}

const read = (key: string): Task => ({ kind: 'read', key });

/** What every schedule has to do, whatever carries it; `openHome` gives one without tasks. */
export function describeSchedule(name: string, openHome: () => Promise<ScheduleHome>): void {
  describe(`the schedule on ${name}`, () => {
    let home: ScheduleHome;
    let schedule: Schedule;

    beforeEach(async () => {
      home = await openHome();
      schedule = await home.open();
    });
    afterEach(() => home.close());

    /** Keys of tasks in the order in which they were begun. */
    function startCounting(answers: readonly (number | undefined)[] = []): string[] {
      const begun: string[] = [];
      schedule.start(({ kind, key }) => {
        begun.push(`${kind} ${key}`);
        return Promise.resolve(answers[begun.length - 1]);
      });
      return begun;
    }
    const reaches = (begun: readonly string[], count: number) =>
      eventually(`${count} tasks`, () => (begun.length >= count ? begun : undefined));

    it('hands a task out once, with its kind and key', async () => {
      const begun = startCounting();
      const key = 'T1 C1 \'é"$1';
      await schedule.ask({ kind: 'tell', key }, 0);
      await reaches(begun, 1);
      await schedule.ask(read('later'), 0);
      await reaches(begun, 2);
      expect(begun).toEqual([`tell ${key}`, 'read later']);
    });

    it('hands out what was asked for before it was started', async () => {
      await schedule.ask(read('1'), 0);
      await schedule.ask({ kind: 'update', key: '1' }, 0);
      const begun = startCounting();
      expect([...(await reaches(begun, 2))].sort()).toEqual(['read 1', 'update 1']);
    });

    it('lets a task wait until it is due', async () => {
      const begun = startCounting();
      const askedAtMs = performance.now();
      await schedule.ask(read('late'), 700);
      await reaches(begun, 1);
      // The clock that counts may be another machine's.
      expect(performance.now() - askedAtMs).toBeGreaterThan(600);
    });

    it.each([
      { first: 60_000, second: 0 },
      { first: 0, second: 60_000 },
    ])('takes the sooner of two askings: $first ms, $second ms', async ({ first, second }) => {
      await schedule.ask(read('1'), first);
      await schedule.ask(read('1'), second);
      const begun = startCounting();
      await reaches(begun, 1);
      await schedule.ask(read('2'), 0);
      await reaches(begun, 2);
      expect(begun).toEqual(['read 1', 'read 2']);
    });

    it('does a task again when its work says so', async () => {
      const begun = startCounting([0, 20, undefined]);
      await schedule.ask(read('1'), 0);
      await reaches(begun, 3);
      await schedule.ask(read('2'), 0);
      await reaches(begun, 4);
      expect(begun).toEqual(['read 1', 'read 1', 'read 1', 'read 2']);
    });

    it('never does a task twice at a time, and once more where it was asked for meanwhile', async () => {
      const ends: (() => void)[] = [];
      let atOnce = 0;
      let mostAtOnce = 0;
      schedule.start(async () => {
        const { promise, resolve } = Promise.withResolvers<void>();
        ends.push(resolve);
        atOnce += 1;
        mostAtOnce = Math.max(mostAtOnce, atOnce);
        await promise;
        atOnce -= 1;
        return undefined;
      });
      await schedule.ask(read('1'), 0);
      await eventually('it is being done', () => ends[0]);
      await schedule.ask(read('1'), 0);
      await schedule.ask(read('1'), 0);
      await schedule.ask(read('1'), 60_000);
      ends[0]?.();
      const again = await eventually('it is being done again', () => ends[1]);
      again();
      await eventually('it is done', () => (atOnce === 0 ? true : undefined));
      expect(mostAtOnce).toBe(1);
      expect(ends).toHaveLength(2);
    });

    it('tries a task again ten seconds after its work failed', async () => {
      const begunAtMs: number[] = [];
      schedule.start(() => {
        begunAtMs.push(performance.now());
        return begunAtMs.length === 1
          ? Promise.reject(new Error('no'))
          : Promise.resolve(undefined);
      });
      await schedule.ask(read('1'), 0);
      const [first = 0, second = 0] = await eventually('a second try', () =>
        begunAtMs.length === 2 ? begunAtMs : undefined,
      );
      expect(second - first).toBeGreaterThan(9000);
    }, 30_000);

    it('keeps updates and notices going while many readings take their time', async () => {
      const quick: string[] = [];
      schedule.start(async ({ kind, key }, signal) => {
        if (kind === 'read') {
          await sleep(60_000, undefined, { signal, ref: false });
        } else {
          quick.push(`${kind} ${key}`);
        }
        return undefined;
      });
      await Promise.all(Array.from({ length: 150 }, (_, at) => schedule.ask(read(`${at}`), 0)));
      await schedule.ask({ kind: 'update', key: 'T1' }, 0);
      await schedule.ask({ kind: 'tell', key: 'T1 C1' }, 0);
      expect([...(await reaches(quick, 2))].sort()).toEqual(['tell T1 C1', 'update T1']);
    });

    it('does many things at a time', async () => {
      let begun = 0;
      schedule.start(async (_, signal) => {
        begun += 1;
        await sleep(60_000, undefined, { signal, ref: false });
        return undefined;
      });
      await Promise.all(Array.from({ length: 50 }, (_, at) => schedule.ask(read(`${at}`), 0)));
      await eventually('fifty readings', () => (begun === 50 ? true : undefined));
    });

    it('aborts what is being done when it stops, waits for its end, and begins nothing more', async () => {
      let state = 'waiting';
      schedule.start(async (_, signal) => {
        state = 'begun';
        await sleep(60_000, undefined, { signal, ref: false }).catch(() => undefined);
        await sleep(50);
        state = 'ended';
        return 0;
      });
      await schedule.ask(read('1'), 0);
      await eventually('it is being done', () => (state === 'begun' ? true : undefined));
      await schedule.stop();
      expect(state).toBe('ended');
    });

    it('hands out after a restart what was waiting before, and what was cut short', async () => {
      let isBegun = false;
      schedule.start(async (_, signal) => {
        isBegun = true;
        await sleep(60_000, undefined, { signal, ref: false });
        return undefined;
      });
      await schedule.ask(read('cut short'), 0);
      await schedule.ask(read('waiting'), 1500);
      await schedule.ask(read('far away'), 60_000);
      await eventually('it is being done', () => isBegun || undefined);
      await schedule.stop();
      schedule = await home.open();
      const begun = startCounting();
      expect([...(await reaches(begun, 2))].sort()).toEqual(['read cut short', 'read waiting']);
    });

    it('can be stopped although it was never started', async () => {
      await schedule.ask(read('1'), 0);
      await expect(schedule.stop()).resolves.toBeUndefined();
    });
  });
}
