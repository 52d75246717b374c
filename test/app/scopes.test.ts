import { expect, it } from 'vitest';
import { requiredScopes } from '../../src/slack-start.ts';
import { eventually } from '../support/eventually.ts';
import { startTestBot } from '../support/test-bot.ts';

it('names the scopes that the installed app lacks, and serves all the same', async () => {
  const scopes = requiredScopes.filter(
    (scope) => scope !== 'links:write' && scope !== 'links:read',
  );
  const { log, url } = await startTestBot({ slack: { scopes } });
  await eventually(() => {
    expect(log.lines.join('')).toContain('"missing":["links:read","links:write"]');
  });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

it('says nothing about scopes where none is missing', async () => {
  const { log, slack, finish } = await startTestBot();
  await eventually(() => {
    const asked = slack.workspace.calls().filter(({ name }) => name === 'auth.test');
    expect(asked.length).toBe(2);
  });
  await finish();
  expect(log.lines.join('')).not.toContain('scopes');
});
