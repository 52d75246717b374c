import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type SandboxEmpirical,
  startSandboxEmpirical,
} from '../../../playground/empirical/server.ts';
import { ask, readRun } from './asking.ts';
import { errorResponse, getTestRunResponse } from './documented-contract.ts';

const OPENED_MS = Date.UTC(2026, 2, 18, 9, 30);
const BREAKS_THE_CONTRACT = [20995, 20997, 20998, 20999];
const NEW_STATE = 48223;
const NEVER_ANSWERS = [40800, 50400];

let sandbox: SandboxEmpirical;
beforeAll(async () => {
  sandbox = await startSandboxEmpirical({ now: () => OPENED_MS });
});
afterAll(() => sandbox.stop());

describe('sandbox answers against the documented contract', () => {
  it('keeps it in every answer but the ones that are meant to break it', async () => {
    const ids = sandbox.runs.map((run) => run.id).filter((id) => !NEVER_ANSWERS.includes(id));
    const kept = await Promise.all(ids.map(async (id) => [id, await keepsContract(id)] as const));
    expect(kept.filter(([, keeps]) => !keeps).map(([id]) => id)).toEqual(
      [...BREAKS_THE_CONTRACT, NEW_STATE].toSorted((a, b) => ids.indexOf(a) - ids.indexOf(b)),
    );
  });

  it('has nothing wrong with the run in a new state but the state', async () => {
    const response = await ask(sandbox, `/api/test-runs/${NEW_STATE}`);
    const { error } = getTestRunResponse.safeParse(await response.json());
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([
      'data.test_run.testRun.state',
    ]);
  });

  it.each([
    [48213, 'ended', { total: 42, passed: 38, failed: 4, after: 3, skipped: 3, flaky: 1 }],
    [48214, 'ended', { total: 43, passed: 43, failed: 0, after: 0, skipped: 2, flaky: 0 }],
    [48215, 'ended', { total: 43, passed: 41, failed: 2, after: 0, skipped: 2, flaky: 1 }],
    [48216, 'ended', { total: 0, passed: 0, failed: 0, after: undefined, skipped: 0, flaky: 0 }],
    [48217, 'pending', { total: 0, passed: 0, failed: 0, after: undefined, skipped: 0, flaky: 0 }],
    [48218, 'queued', { total: 0, passed: 0, failed: 0, after: undefined, skipped: 0, flaky: 0 }],
    [
      48219,
      'started',
      { total: 19, passed: 18, failed: 1, after: undefined, skipped: 2, flaky: 0 },
    ],
    [48220, 'cancelling', { total: 19, passed: 18, failed: 1, skipped: 2, flaky: 0 }],
    [48221, 'cancelled', { total: 19, passed: 18, failed: 1, skipped: 2, flaky: 0 }],
    [48222, 'error', { total: 0, passed: 0, failed: 0, skipped: 0, flaky: 0 }],
    [48225, 'ended', { total: 500, passed: 88, failed: 412, after: 412, skipped: 0, flaky: 0 }],
    [48227, 'ended', { total: 12, passed: 12, failed: 0, skipped: null, flaky: null }],
    [
      48229,
      'ended',
      { total: 10_088, passed: 88, failed: 10_000, after: 10_000, skipped: 0, flaky: 0 },
    ],
    [48230, 'ended', { total: 42, passed: 38, failed: 4, after: undefined, skipped: 3, flaky: 1 }],
  ])('answers for run %i in state %s with its counts', async (id, state, counts) => {
    const { testRun } = await readRun(sandbox, id);
    expect(testRun).toMatchObject({ id, state });
    expect({
      total: testRun.total_count,
      passed: testRun.success_count,
      failed: testRun.failed_count,
      after: testRun.failed_count_after_snoozing,
      skipped: testRun.skipped_count,
      flaky: testRun.flaky_count,
    }).toEqual({ after: undefined, ...counts });
  });

  it.each([48213, 48214, 48215, 48225, 48229, 48230])(
    'lists as many tests of each kind for run %i as it counts',
    async (id) => {
      const { testRun, details, listed } = await readRun(sandbox, id);
      const failed = details.filter((detail) => detail.status === 'failed');
      expect(details).toHaveLength(listed);
      expect(failed).toHaveLength(testRun.failed_count);
      expect(failed.filter((detail) => !detail.snooze_info?.length)).toHaveLength(
        testRun.failed_count_after_snoozing ?? 3,
      );
      expect(new Set(details.map((detail) => detail.pw_test_id)).size).toBe(listed);
    },
  );

  it('gives the run without optional facts null for every nullable field', async () => {
    const { testRun } = await readRun(sandbox, 48227);
    const nulls = Object.entries(testRun).filter(([, value]) => value === null);
    expect(nulls.map(([name]) => name)).toHaveLength(13);
  });

  it('gives one duration in seconds, which the start and the end belie', async () => {
    const { testRun } = await readRun(sandbox, 48228);
    const wallMs =
      Date.parse(testRun.run_ended_at ?? '') - Date.parse(testRun.run_started_at ?? '');
    expect(wallMs).toBe((testRun.duration ?? 0) * 1000);
  });

  it('dates finished runs shortly before the sandbox opened, and keeps the dates', async () => {
    const { testRun } = await readRun(sandbox, 48213);
    expect(testRun.run_ended_at).toBe('2026-03-18T09:24:00.000Z');
    expect(testRun.run_started_at).toBe('2026-03-18T09:17:08.000Z');
    expect(testRun.created_at).toBe('2026-03-18T09:16:46.000Z');
  });

  it('sends the hostile texts unharmed, half surrogates as JSON escapes', async () => {
    const response = await ask(sandbox, '/api/test-runs/48226');
    const body = await response.text();
    expect(body).toContain('<!channel> everybody look');
    expect(body).toContain('\\ud83d here');
    expect(body).toContain('a'.repeat(5_000));
    expect(body).toContain('\\u0000\\u0007');
  });
});

async function keepsContract(id: number): Promise<boolean> {
  const response = await ask(sandbox, `/api/test-runs/${id}`);
  const schema = response.status === 200 ? getTestRunResponse : errorResponse;
  return response
    .json()
    .then((body) => schema.safeParse(body).success)
    .catch(() => false);
}
