import { expect, it } from 'vitest';
import { requiredScopes } from '../../src/slack-start.ts';
import { eventually } from '../support/eventually.ts';
import { startTestBot } from '../support/test-bot.ts';

it('names the scopes that the installed app lacks, and serves all the same', async () => {
  const scopes = requiredScopes.filter((scope) => !scope.startsWith('links:'));
  const { log, url } = await startTestBot({ slack: { scopes } });
  const warning = await eventually('a warning', () => log.at('warn')[0]);
  expect(warning).toMatchObject({ missing: ['links:read', 'links:write'] });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

it('says nothing about scopes where none is missing', async () => {
  const { log, slack, finish } = await startTestBot();
  await finish();
  const asked = slack.workspace.calls().filter(({ name }) => name === 'auth.test');
  expect(asked).toHaveLength(2);
  expect(log.text()).not.toContain('scopes');
});
