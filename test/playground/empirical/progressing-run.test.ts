import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type SandboxEmpirical,
  startSandboxEmpirical,
} from '../../../playground/empirical/server.ts';
import { readRun } from './asking.ts';

const ID = 48224;
const COUNTS_AT_END = 48231;
let nowMs: number;
let sandbox: SandboxEmpirical;
beforeEach(async () => {
  nowMs = Date.UTC(2026, 2, 18, 9, 30);
  sandbox = await startSandboxEmpirical({ now: () => nowMs });
});
afterEach(() => sandbox.stop());

describe('the run that moves while one watches', () => {
  it('goes through its states within a minute of being read first', async () => {
    nowMs += 3_600_000;
    const seen = [await stateAfter(0)];
    for (const ms of [8_000, 8_000, 22_000, 22_000, 14_000]) {
      seen.push(await stateAfter(ms));
    }
    expect(seen).toEqual(['pending', 'queued', 'started', 'started', 'ended', 'ended']);
  });

  it('counts more and more of its tests, and ends like the failed run', async () => {
    await stateAfter(0);
    const done = [];
    for (const ms of [16_000, 11_000, 11_000, 11_000, 11_000]) {
      nowMs += ms;
      const { testRun } = await readRun(sandbox, ID);
      expect(testRun.total_count).toBe(42);
      done.push(testRun.success_count + testRun.failed_count);
    }
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(0)).toBe(0);
    expect(done.at(2)).toBeGreaterThan(10);
    expect(done.at(2)).toBeLessThan(30);
    expect(done.at(-1)).toBe(42);
    const { testRun } = await readRun(sandbox, ID);
    expect(testRun).toMatchObject({ total_count: 42, failed_count_after_snoozing: 3 });
    expect(testRun.run_ended_at).toBe(new Date(nowMs).toISOString());
    expect(testRun.duration).toBe(44_000);
  });

  it('counts nothing before its end where it is the other one', async () => {
    await readRun(sandbox, COUNTS_AT_END);
    nowMs += 59_000;
    const running = await readRun(sandbox, COUNTS_AT_END);
    expect(running.testRun).toMatchObject({ state: 'started', total_count: 0, success_count: 0 });
    expect(running.listed).toBe(0);
    nowMs += 1000;
    const ended = await readRun(sandbox, COUNTS_AT_END);
    expect(ended.testRun).toMatchObject({ state: 'ended', total_count: 42, failed_count: 4 });
  });

  it('has no end and no verdict before it ended', async () => {
    await stateAfter(0);
    nowMs += 40_000;
    const { testRun } = await readRun(sandbox, ID);
    expect(testRun).toMatchObject({ run_ended_at: null, duration: null, summary_url: null });
    expect(testRun.failed_count_after_snoozing).toBeUndefined();
  });

  it('starts over when somebody asks a while after its end was seen, again and again', async () => {
    await stateAfter(0);
    for (let time = 0; time < 3; time += 1) {
      expect(await stateAfter(60_000)).toBe('ended');
      expect(await stateAfter(62_000)).toBe('ended');
      expect(await stateAfter(1_000)).toBe('pending');
    }
  });

  it('shows its end also to a bot that was stopped then and looks much later', async () => {
    await stateAfter(0);
    await stateAfter(20_000);
    expect(await stateAfter(3_600_000)).toBe('ended');
    expect(await stateAfter(10_000)).toBe('ended');
  });

  it('starts over on request', async () => {
    await stateAfter(0);
    expect(await stateAfter(61_000)).toBe('ended');
    sandbox.restart(ID);
    expect(await stateAfter(0)).toBe('pending');
  });

  it('can start over, as others cannot', () => {
    expect(() => sandbox.restart(48213)).toThrow('Run 48213 does not move');
    expect(() => sandbox.restart(1)).toThrow('Run 1 does not move');
  });
});

async function stateAfter(ms: number): Promise<string> {
  nowMs += ms;
  return (await readRun(sandbox, ID)).testRun.state;
}
