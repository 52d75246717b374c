import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type SandboxEmpirical,
  startSandboxEmpirical,
} from '../../../playground/empirical/server.ts';
import { ask } from './asking.ts';
import { errorResponse, listResponse } from './documented-contract.ts';

let sandbox: SandboxEmpirical;
beforeAll(async () => {
  sandbox = await startSandboxEmpirical();
});
afterAll(() => sandbox.stop());

describe('the list of runs', () => {
  it('tells the slug of the project of one run', async () => {
    const { data } = await list('?id=48213');
    expect(data.project.slug).toBe('acme-shop');
    expect(data.test_runs.items).toMatchObject([{ id: 48213, state: 'ended', total_count: 42 }]);
  });

  it('is empty for an unknown id, and tells the slug all the same', async () => {
    const { data, pagination } = await list('?id=40400');
    expect(data.project.slug).toBe('acme-shop');
    expect(data.test_runs.items).toEqual([]);
    expect(pagination).toEqual({ page: 1, per_page: 20, total: 0, total_pages: 0 });
  });

  it('comes in pages that together hold each run once', async () => {
    const pages = await Promise.all([1, 2, 3].map((page) => list(`?page=${page}&per_page=8`)));
    const ids = pages.flatMap((page) => page.data.test_runs.items.map((item) => item.id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(pages[0]?.pagination).toEqual({
      page: 1,
      per_page: 8,
      total: ids.length,
      total_pages: Math.ceil(ids.length / 8),
    });
  });

  it.each([
    ['state=queued', [48218]],
    ['result=failed&branch=main', [48230, 48229, 48225, 48213]],
    ['result=failed&branch=nowhere', []],
  ])('filters by %s', async (query, ids) => {
    const { data } = await list(`?${query}`);
    expect(data.test_runs.items.map((item) => item.id)).toEqual(ids);
  });

  it.each(['page=0', 'per_page=101', 'result=flaky', 'id=abc'])('refuses %s', async (query) => {
    const response = await ask(sandbox, `/api/test-runs?${query}`);
    expect(response.status).toBe(400);
    expect(errorResponse.safeParse(await response.json()).success).toBe(true);
  });
});

async function list(query: string) {
  const response = await ask(sandbox, `/api/test-runs${query}`);
  return listResponse.parse(await response.json());
}
