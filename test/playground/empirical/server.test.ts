import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type SandboxEmpirical,
  startSandboxEmpirical,
} from '../../../playground/empirical/server.ts';
import { ask, readRun } from './asking.ts';
import { errorResponse } from './documented-contract.ts';

let sandbox: SandboxEmpirical;
beforeEach(async () => {
  sandbox = await startSandboxEmpirical({ apiKey: 'right' });
});
afterEach(() => sandbox.stop());

describe('access to the sandbox API', () => {
  it.each([
    ['no key', undefined],
    ['a wrong key', 'Bearer wrong'],
    ['another scheme', 'Basic right'],
    ['a key without its scheme', 'right'],
  ])('refuses %s with 401', async (_, authorization) => {
    const response = await fetch(`${sandbox.url}/api/test-runs/48213`, {
      headers: authorization ? { authorization } : {},
    });
    expect(response.status).toBe(401);
    expect(errorResponse.parse(await response.json()).data).toBeNull();
    expect(sandbox.requests.size).toBe(0);
  });

  it.each([
    [{ 'x-project-slug': 'acme-shop' }, 200],
    [{ 'x-project-slug': 'acme-shop-tests' }, 400],
    [{ 'x-project-id': '17' }, 200],
    [{ 'x-project-id': '18' }, 400],
  ])('answers a request with %o with %i', async (headers, status) => {
    const response = await ask(sandbox, '/api/test-runs/48213', headers);
    expect(response.status).toBe(status);
  });
});

describe('sandbox ids', () => {
  it.each([
    ['40400', 404, {}],
    ['123456', 404, {}],
    ['0', 400, {}],
    ['abc', 400, {}],
    ['40000', 400, {}],
    ['40100', 401, {}],
    ['40300', 403, {}],
    ['42900', 429, { 'retry-after': '2' }],
    ['42901', 429, { 'retry-after': '120' }],
    ['50000', 500, {}],
    ['50300', 503, {}],
  ])('answers id %s with %i', async (id, status, headers) => {
    const response = await ask(sandbox, `/api/test-runs/${id}`);
    expect(response.status).toBe(status);
    expect(errorResponse.safeParse(await response.json()).success).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject(headers);
  });

  it('sends elsewhere with a location', async () => {
    const response = await ask(sandbox, '/api/test-runs/30200');
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(`${sandbox.url}/api/test-runs/48214`);
  });

  it('recovers on the second attempt where it is meant to', async () => {
    const first = await ask(sandbox, '/api/test-runs/50301');
    const second = await ask(sandbox, '/api/test-runs/50301');
    expect([first.status, second.status]).toEqual([503, 200]);
  });

  it('hangs up without an answer', async () => {
    await expect(ask(sandbox, '/api/test-runs/50400')).rejects.toThrow('fetch failed');
  });

  it('answers HTML with status 200 where JSON belongs', async () => {
    const response = await ask(sandbox, '/api/test-runs/20999');
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/^<!doctype html>/);
  });

  it('answers with more than 20 MiB', async () => {
    const response = await ask(sandbox, '/api/test-runs/20995');
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(20 * 1024 * 1024);
  });

  it('leaves one request without an answer until it stops', async () => {
    const asked = ask(sandbox, '/api/test-runs/40800').then(
      () => 'answered',
      () => 'broken off',
    );
    // The later request is answered first, so the earlier one is being held.
    await ask(sandbox, '/api/test-runs/48213');
    await sandbox.stop();
    expect(await asked).toBe('broken off');
  });

  it('breaks off a slow answer when it stops', async () => {
    const asked = ask(sandbox, '/api/test-runs/20408').then(
      () => 'answered',
      () => 'broken off',
    );
    await ask(sandbox, '/api/test-runs/48213');
    await sandbox.stop();
    expect(await asked).toBe('broken off');
  });

  it('counts the requests for each id, unknown ones too', async () => {
    await readRun(sandbox, 48213);
    await readRun(sandbox, 48213);
    await ask(sandbox, '/api/test-runs/99');
    expect([...sandbox.requests]).toEqual([
      [48213, 2],
      [99, 1],
    ]);
  });

  it('lists every id once, each with a title and what to expect', () => {
    expect(new Set(sandbox.runs.map((run) => run.id)).size).toBe(sandbox.runs.length);
    expect(sandbox.runs.every((run) => run.title && run.expectation)).toBe(true);
    expect(sandbox.runs[0]?.id).toBe(48213);
  });

  it('refuses to write', async () => {
    const response = await fetch(`${sandbox.url}/api/test-runs`, { method: 'PUT' });
    expect(response.status).toBe(405);
  });
});
