import { expect, test } from 'vitest';
import { chatWith, ON_CALL, ROBIN } from '../support/chat.ts';
import { FORM_TYPE, form, sendSigned } from '../support/signed-request.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

test('acknowledges the buttons that only open a page, and says nothing', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  const notices: string[] = [];
  bot.slack.workspace.subscribe((change) => {
    if (change.kind === 'notice') {
      notices.push(change.text);
    }
  });
  await chat.say('/testrun 48213');
  const card = await chat.seen('48213');
  for (const label of ['Open run', 'Summary report', 'Build']) {
    await chat.click(card, label);
  }
  await bot.finish();
  expect(notices).toEqual([]);
  expect(chat.fromBot()).toHaveLength(1);
});

const forged = [
  undefined,
  '',
  'x',
  'null',
  '{}',
  '{"r":[]}',
  '{"r":[{"i":0}]}',
  '{"r":[{"i":"48213"}]}',
  '{"r":[{"i":48213}],"u":"<!channel>"}',
  '{"r":[{"i":1e300}]}',
  JSON.stringify({ r: Array.from({ length: 11 }, (_, index) => ({ i: index + 1 })) }),
];

test.each(['refresh', 'try_again', 'share_in_channel', 'tell_me'])(
  'answers every forged value of a %s button, and reads nothing',
  async (action_id) => {
    const bot = await startTestBot();
    for (const value of forged) {
      expect((await sendClick(bot, { action_id, value })).status).toBe(200);
    }
    await bot.finish();
    const told = chatWith(bot).fromBot();
    expect(told).toHaveLength(forged.length);
    for (const { text, ephemeralTo } of told) {
      expect(text).toContain('This button is from an older card');
      expect(ephemeralTo).toBe(ROBIN);
    }
    expect(bot.sandbox.requests.size).toBe(0);
  },
);

function sendClick(bot: TestBot, action: { action_id: string; value: string | undefined }) {
  const payload = {
    type: 'block_actions',
    user: { id: ROBIN, team_id: 'T0PLAYGRND' },
    team: { id: 'T0PLAYGRND' },
    channel: { id: ON_CALL },
    container: { type: 'message', message_ts: '1.2', channel_id: ON_CALL, is_ephemeral: true },
    actions: [{ type: 'button', block_id: 'b', ...action }],
  };
  return sendSigned(bot, {
    body: form({ payload: JSON.stringify(payload) }),
    contentType: FORM_TYPE,
  });
}
