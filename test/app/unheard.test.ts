import { expect, test } from 'vitest';
import { chatWith, ON_CALL, ROBIN } from '../support/chat.ts';
import { commandForm, eventBody, FORM_TYPE, form, sendSigned } from '../support/signed-request.ts';
import { startTestBot } from '../support/test-bot.ts';

const unheard = 'Slack sent something that nothing listens to; does manifest.yml fit the bot?';

const base = { user: { id: ROBIN, team_id: 'T0PLAYGRND' }, team: { id: 'T0PLAYGRND' } };
const place = {
  channel: { id: ON_CALL },
  container: { type: 'message', message_ts: '1.2', channel_id: ON_CALL },
};
const view = { id: 'V0', type: 'modal', callback_id: 'x', state: { values: {} } };

test.each([
  { name: 'a command', raw: { body: commandForm({ command: '/other' }), contentType: FORM_TYPE } },
  {
    name: 'an action',
    raw: interactive({
      type: 'block_actions',
      ...place,
      actions: [{ type: 'button', block_id: 'b', action_id: 'other' }],
    }),
  },
  { name: 'a shortcut', raw: interactive({ type: 'shortcut', callback_id: 'other' }) },
  {
    name: 'a message shortcut',
    raw: interactive({ type: 'message_action', callback_id: 'other', ...place, message: {} }),
  },
  { name: 'a modal that is sent', raw: interactive({ type: 'view_submission', view }) },
  { name: 'a modal that is closed', raw: interactive({ type: 'view_closed', view }) },
  {
    name: 'a request for options',
    raw: interactive({ type: 'block_suggestion', action_id: 'other', block_id: 'b', value: '' }),
  },
])('acknowledges $name that nothing listens to, and logs it at info', async ({ raw }) => {
  const bot = await startTestBot();
  const response = await sendSigned(bot, raw);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('');
  await bot.finish();
  expect(bot.log.lines().filter(({ msg }) => msg === unheard)).toMatchObject([{ level: 'info' }]);
  expect(bot.log.at('error')).toEqual([]);
  expect(chatWith(bot).fromBot()).toEqual([]);
});

test('acknowledges an event that nothing listens to', async () => {
  const bot = await startTestBot();
  const event = { type: 'reaction_added', user: ROBIN, item: { channel: ON_CALL, ts: '1.2' } };
  expect((await sendSigned(bot, { body: eventBody(event) })).status).toBe(200);
  await bot.finish();
  expect(bot.log.at('error')).toEqual([]);
});

test('says nothing of the kind about what the bot listens to', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  await chat.click(await chat.seen('48213'), 'Refresh');
  await chat.say('@Testrun help');
  await chat.say('https://dash.empirical.run/acme-shop/test-runs/48213');
  await bot.finish();
  expect(bot.log.lines().filter(({ msg }) => msg === unheard)).toEqual([]);
});

function interactive(payload: object) {
  const sent = { ...base, trigger_id: crypto.randomUUID(), ...payload };
  return { body: form({ payload: JSON.stringify(sent) }), contentType: FORM_TYPE };
}
