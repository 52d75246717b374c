import { expect, test } from 'vitest';
import { ROBIN } from '../../../playground/slack/seed.ts';
import { startHttpBot, startWorkspace, until } from './bolt-app.ts';

test('a command reaches a Bolt app with a signature that it accepts, and its answer the asker', async () => {
  const slack = await startWorkspace();
  await startHttpBot(slack, (app) => {
    app.command('/testrun', async ({ ack, respond, command }) => {
      await ack();
      await respond(`You asked for ${command.text}`);
    });
  });
  await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text: '/testrun 48213' });
  const answer = await until(slack, () => slack.workspace.messages('C0ONCALL').at(-1));
  expect(answer).toMatchObject({
    text: 'You asked for 48213',
    ephemeralTo: ROBIN,
    userId: slack.credentials.botUserId,
  });
  expect(answer.callIds.map((id) => slack.workspace.call(id)?.name)).toEqual([
    '/slack/events command',
    'response_url',
  ]);
});
