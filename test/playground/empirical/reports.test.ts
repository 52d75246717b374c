import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type SandboxEmpirical,
  startSandboxEmpirical,
} from '../../../playground/empirical/server.ts';
import { readRun } from './asking.ts';

const statsSchema = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
});

let sandbox: SandboxEmpirical;
beforeAll(async () => {
  sandbox = await startSandboxEmpirical();
});
afterAll(() => sandbox.stop());

describe('the Playwright reports behind summary_url', () => {
  it.each([48213, 48214, 48215, 48228, 48230])('agrees with run %i', async (id) => {
    const { testRun } = await readRun(sandbox, id);
    const report = await fetch(testRun.summary_url ?? '');
    const { stats } = statsSchema.parse(await report.json());
    expect({
      total_count: stats.expected + stats.unexpected + stats.flaky,
      success_count: stats.expected + stats.flaky,
      failed_count: stats.unexpected,
      flaky_count: stats.flaky,
      skipped_count: stats.skipped,
    }).toEqual({
      total_count: testRun.total_count,
      success_count: testRun.success_count,
      failed_count: testRun.failed_count,
      flaky_count: testRun.flaky_count,
      skipped_count: testRun.skipped_count,
    });
  });

  it('names each test as the report does, with the id that Playwright gave it', async () => {
    const { testRun, details } = await readRun(sandbox, 48213);
    const text = await (await fetch(testRun.summary_url ?? '')).text();
    const firstProject = details.filter((detail) => detail.test_project === 'chromium');
    expect(firstProject).toHaveLength(26);
    for (const detail of firstProject) {
      expect(text).toContain(`"id": ${JSON.stringify(detail.pw_test_id)}`);
      expect(text).toContain(`"title": ${JSON.stringify(detail.name)}`);
    }
  });

  it('nests file, describe blocks and title, leaving out a block without a name', async () => {
    const { details } = await readRun(sandbox, 48213);
    const nestingOf = (name: string) => details.find((detail) => detail.name === name)?.nesting;
    expect(nestingOf('refuses a date in the past')).toEqual([
      'checkout.spec.ts',
      'Checkout',
      'Delivery',
      'refuses a date in the past',
    ]);
    expect(nestingOf('shows prices with VAT')).toEqual([
      'checkout.spec.ts',
      'Checkout',
      'shows prices with VAT',
    ]);
  });

  it('gives the same test in another project another id', async () => {
    const { details } = await readRun(sandbox, 48213);
    const both = details.filter((detail) => detail.name === 'filters by size');
    expect(both.map((detail) => detail.test_project)).toEqual(['chromium', 'chromium-mobile']);
    expect(new Set(both.map((detail) => detail.pw_test_id)).size).toBe(2);
  });

  it.each(['failing-run', 'passing-run', 'snoozed-run'])('%s names no machine', async (name) => {
    const file = new URL(`../../../playground/suite/reports/${name}.json`, import.meta.url);
    const text = await readFile(file, 'utf8');
    expect(text.match(/"\/(?!app\b)[a-z]+\/[^"]*"/g)).toBeNull();
    expect(text).not.toMatch(/\/(root|home|Users|work|tmp)\b/);
    expect(text.length).toBeLessThan(150_000);
  });

  it.each(['/reports/acme-shop/1/summary.json', '/reports/other/21740048213/summary.json'])(
    'has none at %s',
    async (path) => {
      expect((await fetch(`${sandbox.url}${path}`)).status).toBe(404);
    },
  );
});
