import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from '../../playground/data-folder.ts';
import { startPlayground } from '../../playground/start-playground.ts';
import { captureLog } from '../support/captured-log.ts';
import { freePort } from '../support/free-port.ts';
import { refusal, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { openPlayground } from './open-playground.ts';
import { say, timeline } from './page/open-page.ts';

const key = 'a-key-of-ours';
const realRuns = 'Runs come from Empirical, read with your EMPIRICAL_API_KEY.';

describe('the playground over Socket Mode', () => {
  it('answers a slow run, a link and a click over the WebSocket', async () => {
    await using opened = await openPlayground({ socketMode: true });
    const { slack, sandbox } = opened.playground;
    const tab = await opened.open();
    await say(tab, '/testrun 20408');
    await say(tab, `look: ${sandbox?.dashboardUrl}/${sandbox?.projectSlug}/test-runs/48213`);
    const unfurl = timeline(tab).locator('.unfurl');
    await unfurl.getByText('3 of 42 tests failed').waitFor();
    await say(tab, '/testrun 50001');
    await timeline(tab).getByRole('button', { name: 'Try again' }).click();
    await timeline(tab).getByText('#50001 on Staging').waitFor();
    await timeline(tab).getByText('Still reading run #20408').waitFor();
    await timeline(tab).getByText('#20408 on Staging').waitFor();
    await tab.getByRole('link', { name: 'All calls' }).click();
    const calls = tab.getByRole('dialog', { name: 'All calls' });
    await calls.getByText('socket-mode command').first().waitFor();
    expect(await calls.getByText('ok', { exact: true }).count()).toBeGreaterThan(0);
    expect(slack.socketMode.connections()).toBe(1);
  });
});

describe('the playground with a key of Empirical', () => {
  it('says so, and shows the runs that Empirical has now', async () => {
    const empirical = await startScriptedEmpirical((id, attempt) => {
      if (id === 500) {
        return attempt === 1 ? refusal(500) : run(id);
      }
      return attempt === 1 ? run(id, { state: 'started' }) : run(id);
    });
    await using opened = await openPlayground({
      environment: { EMPIRICAL_API_KEY: key, EMPIRICAL_API_URL: empirical.url },
    });
    const tab = await opened.open();
    await tab.getByText(realRuns).waitFor();
    const shown = timeline(tab);
    await say(tab, '/testrun 7');
    await shown.getByText('In progress').waitFor();
    await shown.getByRole('button', { name: 'Refresh' }).click();
    await shown.getByText('3 of 42 tests failed').waitFor();
    expect(await shown.getByText('In progress').count()).toBe(0);
    await say(tab, 'https://dash.empirical.run/acme-shop/test-runs/8');
    await shown.locator('.unfurl').getByText('#8').waitFor();
    await say(tab, '/testrun 500');
    await shown.getByRole('button', { name: 'Try again' }).click();
    await shown.getByText('#500 on Staging').waitFor();
    expect(Object.fromEntries(empirical.requests)).toMatchObject({ 7: 2, 500: 2 });
  });

  it.each([
    ['the key', { EMPIRICAL_API_KEY: key }],
    ['its other name', { EMPIRICALRUN_KEY: key }],
    ['its other name beside an empty key', { EMPIRICAL_API_KEY: '', EMPIRICALRUN_KEY: key }],
    ['the key beside a blank other name', { EMPIRICAL_API_KEY: key, EMPIRICALRUN_KEY: ' ' }],
  ])('reads with %s, and tells the log what to hide', async (_what, variables) => {
    const used: unknown[] = [];
    const empirical = await startScriptedEmpirical((id) => (response, request) => {
      used.push(request.headers.authorization);
      run(id)(response, request);
    });
    const { playground, secrets } = await start({
      ...variables,
      EMPIRICAL_API_URL: empirical.url,
    });
    const { people, workspace, credentials } = playground.slack;
    await people.send({ userId: 'U0ROBIN', channelId: 'C0ONCALL', text: '/testrun 7' });
    await expect.poll(() => workspace.messages('C0ONCALL').map(({ text }) => text)).toHaveLength(1);
    expect(used).toEqual([`Bearer ${key}`]);
    expect(await (await fetch(playground.pageUrl)).text()).toContain(realRuns);
    const { botToken, appToken, signingSecret } = credentials;
    expect(secrets.toSorted()).toEqual([key, botToken, appToken, signingSecret].toSorted());
  });
});

describe('the playground without a key', () => {
  it.each([
    ['no variables', {}],
    ['the empty ones of a copied example', { EMPIRICAL_API_KEY: '', EMPIRICAL_DASHBOARD_URL: '' }],
    ['blank ones', { EMPIRICAL_API_KEY: ' ', EMPIRICALRUN_KEY: '\t' }],
  ])('shows the sandbox with %s', async (_what, variables) => {
    const { playground } = await start(variables);
    expect(playground.sandbox?.requests.size).toBe(0);
    const page = await (await fetch(playground.pageUrl)).text();
    expect(page).toContain('Runs come from a sandbox on this machine');
    expect(page).not.toContain(realRuns);
  });

  it('leaves nothing listening when it cannot start', async () => {
    const { playground } = await start({});
    const pagePort = Number(new URL(playground.pageUrl).port);
    const sandboxPort = await freePort();
    await expect(start({}, { pagePort, sandboxPort })).rejects.toThrow('EADDRINUSE');
    await expect(fetch(`http://127.0.0.1:${sandboxPort}/`)).rejects.toThrow('fetch failed');
  });
});

describe('what the bot of the playground remembers', () => {
  it('stands in a fresh folder, which goes with the playground', async () => {
    const folder = await openDataFolder();
    expect(await readdir(folder.path)).toEqual([]);
    await folder.stop();
    expect(existsSync(folder.path)).toBe(false);
  });

  it('never stands in the folder of a bot at work, which DATA_DIR names', async () => {
    const path = await mkdtemp(join(tmpdir(), 'testrun-at-work-'));
    onTestFinished(() => rm(path, { recursive: true }));
    const { playground } = await start({ DATA_DIR: path });
    const { people, workspace } = playground.slack;
    await people.send({ userId: 'U0ROBIN', channelId: 'C0ONCALL', text: '/testrun 48219' });
    await expect.poll(() => workspace.messages('C0ONCALL')).toHaveLength(1);
    await playground.stop();
    expect(await readdir(path)).toEqual([]);
  });
});

async function start(
  environment: Readonly<Record<string, string>>,
  ports = { pagePort: 0, sandboxPort: 0 },
) {
  const secrets: string[] = [];
  const playground = await startPlayground({
    environment,
    socketMode: false,
    ...ports,
    createLog: (hidden) => {
      secrets.push(...hidden);
      return captureLog(hidden).logger;
    },
  });
  onTestFinished(() => playground.stop());
  return { playground, secrets };
}
