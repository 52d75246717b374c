import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type SandboxEmpirical,
  startSandboxEmpirical,
} from '../../../playground/empirical/server.ts';
import { readRun } from './asking.ts';

const ID = 48224;
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
    for (const ms of [8_000, 8_000, 22_000, 22_000, 60_000]) {
      seen.push(await stateAfter(ms));
    }
    expect(seen).toEqual(['pending', 'queued', 'started', 'started', 'ended', 'ended']);
  });

  it('counts more and more tests, and ends like the failed run', async () => {
    await stateAfter(0);
    const totals = [];
    for (const ms of [16_000, 11_000, 11_000, 11_000, 11_000]) {
      nowMs += ms;
      totals.push((await readRun(sandbox, ID)).testRun.total_count);
    }
    expect(totals).toEqual(totals.toSorted((a, b) => a - b));
    expect(totals.at(0)).toBe(0);
    expect(totals.at(2)).toBeGreaterThan(10);
    expect(totals.at(2)).toBeLessThan(30);
    const { testRun } = await readRun(sandbox, ID);
    expect(testRun).toMatchObject({ total_count: 42, failed_count_after_snoozing: 3 });
    expect(testRun.run_ended_at).toBe(new Date(nowMs).toISOString());
    expect(testRun.duration).toBe(44_000);
  });

  it('has no end and no verdict before it ended', async () => {
    await stateAfter(0);
    nowMs += 40_000;
    const { testRun } = await readRun(sandbox, ID);
    expect(testRun).toMatchObject({ run_ended_at: null, duration: null, summary_url: null });
    expect(testRun.failed_count_after_snoozing).toBeUndefined();
  });

  it('starts over when it is read long after its end', async () => {
    await stateAfter(0);
    expect(await stateAfter(61_000)).toBe('ended');
    expect(await stateAfter(301_000)).toBe('pending');
  });

  it('starts over on request', async () => {
    await stateAfter(0);
    expect(await stateAfter(61_000)).toBe('ended');
    sandbox.restart(ID);
    expect(await stateAfter(0)).toBe('pending');
  });

  it('is the only one that can start over', () => {
    expect(() => sandbox.restart(48213)).toThrow('Run 48213 does not move');
    expect(() => sandbox.restart(1)).toThrow('Run 1 does not move');
  });
});

async function stateAfter(ms: number): Promise<string> {
  nowMs += ms;
  return (await readRun(sandbox, ID)).testRun.state;
}
