import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type SandboxEmpirical,
  startSandboxEmpirical,
} from '../../../playground/empirical/server.ts';
import { ask, readRun } from './asking.ts';
import { listResponse } from './documented-contract.ts';

// One is slow, the other in a state that the contract does not know.
const UNREAD = [20408, 48223];

let sandbox: SandboxEmpirical;
beforeAll(async () => {
  sandbox = await startSandboxEmpirical();
});
afterAll(() => sandbox.stop());

describe('the dashboard pages of the sandbox', () => {
  it.each([
    ['/acme-shop/test-runs/48213', 200, 'Test run #48213'],
    ['/acme-shop/test-runs/48213/debug/html', 200, 'Test run #48213'],
    ['/acme-shop/test-runs', 200, 'href="/acme-shop/test-runs/48213"'],
    ['/', 200, 'href="/acme-shop/test-runs/48213"'],
    ['/builds/feat-checkout', 200, 'Build feat-checkout'],
    ['/acme-shop-tests/test-runs/48213', 404, 'Page not found'],
    ['/acme-shop/settings', 404, 'Page not found'],
  ])('answers %s with %i', async (path, status, text) => {
    const response = await fetch(`${sandbox.url}${path}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await response.text()).toContain(text);
  });

  it('shows what stands in the address as text', async () => {
    const path = '/acme-shop/test-runs/1?test_id=<script>alert("1")</script>';
    const page = await (await fetch(`${sandbox.url}${path}`)).text();
    expect(page).not.toContain('<script>');
    expect(page).toContain('&#60;script&#62;alert(&#34;1&#34;)');
  });

  it('answers where the links of any run lead', async () => {
    const response = await ask(sandbox, '/api/test-runs?per_page=100');
    const { data } = listResponse.parse(await response.json());
    const ids = data.test_runs.items.map((item) => item.id).filter((id) => !UNREAD.includes(id));
    const runs = await Promise.all(ids.map((id) => readRun(sandbox, id)));
    const urls = runs.flatMap(({ testRun }) => [testRun.build_url, testRun.summary_url]);
    const links = [...new Set(urls)].filter((url) => url?.startsWith('http'));
    expect(links.length).toBeGreaterThan(5);
    for (const url of links) {
      expect((await fetch(url ?? '')).status, url ?? '').toBe(200);
    }
  });

  it('asks for no key, and the API does', async () => {
    expect((await fetch(`${sandbox.dashboardUrl}/acme-shop/test-runs/48213`)).status).toBe(200);
    expect((await ask(sandbox, '/api/nothing')).status).toBe(404);
    expect((await fetch(`${sandbox.url}/api/nothing`)).status).toBe(401);
  });
});
