import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readReport } from '../../../playground/empirical/playwright-report.ts';
import {
  type SandboxEmpirical,
  startSandboxEmpirical,
} from '../../../playground/empirical/server.ts';
import { ask, readRun } from './asking.ts';

const ID = 900;
const { details } = readReport('failing-run');
let nowMs: number;
let sandbox: SandboxEmpirical;
beforeEach(async () => {
  nowMs = Date.UTC(2026, 2, 18, 9, 30);
  sandbox = await startSandboxEmpirical({ now: () => nowMs });
});
afterEach(() => sandbox.stop());

describe('a run that is steered', () => {
  it('comes to be with the first change, started and with nothing counted', async () => {
    sandbox.steer(ID, {});
    const { testRun, listed } = await readRun(sandbox, ID);
    expect(testRun).toMatchObject({ id: ID, state: 'started', total_count: 0, duration: null });
    expect(testRun.run_started_at).toBe('2026-03-18T09:30:00.000Z');
    expect(listed).toBe(0);
  });

  it('adds each change to the earlier ones, and keeps times that follow from its states', async () => {
    sandbox.steer(ID, { state: 'queued', total_count: 42 });
    expect((await readRun(sandbox, ID)).testRun).toMatchObject({ run_started_at: null });
    nowMs += 10_000;
    sandbox.steer(ID, { state: 'started', success_count: 20 });
    nowMs += 60_000;
    sandbox.steer(ID, { state: 'cancelled' });
    expect((await readRun(sandbox, ID)).testRun).toMatchObject({
      state: 'cancelled',
      total_count: 42,
      success_count: 20,
      created_at: '2026-03-18T09:30:00.000Z',
      run_started_at: '2026-03-18T09:30:10.000Z',
      run_ended_at: '2026-03-18T09:31:10.000Z',
      duration: 60_000,
    });
  });

  it('counts its tests where the counts are not given, and goes back from its end', async () => {
    sandbox.steer(ID, { state: 'ended', details });
    const ended = await readRun(sandbox, ID);
    expect(ended.testRun).toMatchObject({ total_count: 42, failed_count: 4, flaky_count: 1 });
    expect(ended.testRun.failed_count_after_snoozing).toBe(4);
    expect(ended.listed).toBe(details.length);
    sandbox.steer(ID, { state: 'started' });
    expect((await readRun(sandbox, ID)).testRun).toMatchObject({
      run_ended_at: null,
      duration: null,
    });
  });

  it('takes the place of whatever had its id', async () => {
    sandbox.steer(48213, { state: 'error' });
    expect((await readRun(sandbox, 48213)).testRun.state).toBe('error');
    sandbox.steer(48217, { environment_name: 'Production' });
    expect((await readRun(sandbox, 48217)).testRun.state).toBe('started');
  });
});

describe('troubles', () => {
  it.each([404, 401, 403, 500, 503])(
    'answer one run with %i until told otherwise',
    async (status) => {
      sandbox.fail(48213, { status });
      expect(await statusOf(48213)).toBe(status);
      expect(await statusOf(48213)).toBe(status);
      expect(await statusOf(48214)).toBe(200);
      sandbox.fail(48213, undefined);
      expect(await statusOf(48213)).toBe(200);
    },
  );

  it('answer every request, the list too, and let a run have its own', async () => {
    sandbox.fail('every', { status: 429, retryAfterSeconds: 7 });
    const response = await ask(sandbox, '/api/test-runs/48213');
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await ask(sandbox, '/api/test-runs')).status).toBe(429);
    sandbox.fail(48213, { status: 404 });
    expect(await statusOf(48213)).toBe(404);
    sandbox.fail('every', undefined);
    expect((await ask(sandbox, '/api/test-runs')).status).toBe(200);
  });

  it('cut connections, and leave requests without an answer', async () => {
    sandbox.fail('every', 'hang-up');
    await expect(ask(sandbox, '/api/test-runs/48213')).rejects.toThrow('fetch failed');
    sandbox.fail('every', undefined);
    sandbox.fail(48213, 'silence');
    const asked = ask(sandbox, '/api/test-runs/48213').catch(() => 'broken off');
    expect(await statusOf(48214)).toBe(200);
    await sandbox.stop();
    expect(await asked).toBe('broken off');
  });
});

it('remembers when each run was read, also in trouble', async () => {
  const startedMs = nowMs;
  await statusOf(48213);
  nowMs += 5000;
  sandbox.fail(48213, { status: 503 });
  await statusOf(48213);
  expect(sandbox.reads(48213)).toEqual([startedMs, startedMs + 5000]);
  expect(sandbox.reads(48214)).toEqual([]);
});

async function statusOf(id: number): Promise<number> {
  return (await ask(sandbox, `/api/test-runs/${id}`)).status;
}
