import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chatWith } from '../support/chat.ts';
import { commandForm, eventBody, FORM_TYPE, form, sendSigned } from '../support/signed-request.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

// What is signed and yet no event may break a listener, and is logged when it does.
const stopped = /a fault of the bot stopped a listener|while Bolt processed an event/;

const unreadable = [
  { name: 'null', body: 'null' },
  { name: 'a list', body: '[]' },
  { name: 'a text', body: '"x"' },
  { name: 'a number', body: '7' },
  { name: 'broken JSON', body: '{"type":' },
  { name: 'nothing', body: '' },
  { name: 'an envelope with nothing in it', body: eventBody(null) },
  { name: 'an envelope around a text', body: eventBody('link_shared') },
  { name: 'a form with a broken payload', body: form({ payload: '{' }), contentType: FORM_TYPE },
  { name: 'a form with the payload null', body: 'payload=null', contentType: FORM_TYPE },
  { name: 'a form with a list as payload', body: 'payload=[]', contentType: FORM_TYPE },
  { name: 'a form with an empty payload', body: 'payload=', contentType: FORM_TYPE },
  {
    name: 'bytes that are no text',
    body: '\u0000\uffff\ud800',
    contentType: 'application/octet-stream',
  },
] as const;

test.each(unreadable)(
  'answers 400 to a signed body that is $name, and goes on',
  async ({ name: _, ...raw }) => {
    const bot = await startTestBot();
    expect((await sendSigned(bot, raw)).status).toBe(400);
    await expectToServe(bot);
  },
);

const unknown = [
  { name: 'an event in no envelope', body: JSON.stringify({ type: 'event_callback' }) },
  { name: 'an empty object', body: '{}' },
  { name: 'an empty form', body: 'a=b', contentType: FORM_TYPE },
  { name: 'another command', body: commandForm({ command: '/other' }), contentType: FORM_TYPE },
  {
    name: 'an unknown action',
    body: form({ payload: JSON.stringify(click({ action_id: 'delete_everything' })) }),
    contentType: FORM_TYPE,
  },
  {
    name: 'a click on nothing',
    body: form({ payload: JSON.stringify({ ...click({}), actions: [] }) }),
    contentType: FORM_TYPE,
  },
  {
    name: 'a shortcut that the app does not have',
    body: form({ payload: JSON.stringify({ ...click({}), type: 'shortcut', callback_id: 'x' }) }),
    contentType: FORM_TYPE,
  },
  {
    name: 'a modal that the app never opened',
    body: form({ payload: JSON.stringify({ ...click({}), type: 'view_submission', view: {} }) }),
    contentType: FORM_TYPE,
  },
] as const;

test('goes on after signed requests that nobody listens for, and answers each of them', {
  timeout: 30_000,
}, async () => {
  const bot = await startTestBot({ expectedErrors: [stopped] });
  const statuses = await Promise.all(
    unknown.map(async ({ name, ...raw }) => ({
      name,
      status: (await sendSigned(bot, raw)).status,
    })),
  );
  for (const { name, status } of statuses) {
    expect({ name, isAnswered: [200, 404].includes(status) }).toEqual({ name, isAnswered: true });
  }
  await expectToServe(bot);
});

test.each([
  { name: 'an event of a kind that the app did not ask for', event: { type: 'reaction_added' } },
  { name: 'an event without a type', event: {} },
])('acknowledges $name and does nothing', async ({ event }) => {
  const bot = await startTestBot({ expectedErrors: [stopped] });
  expect((await sendSigned(bot, { body: eventBody(event) })).status).toBe(200);
  await expectToServe(bot);
});

test.each([
  { name: 'links', event: { type: 'link_shared' } },
  {
    name: 'links that are no list',
    event: { type: 'link_shared', channel: 'C0ONCALL', message_ts: '1.2', links: {} },
  },
  {
    name: 'a link without an address',
    event: { type: 'link_shared', channel: 'C0ONCALL', message_ts: '1.2', links: [{}] },
  },
  { name: 'a channel', event: { type: 'app_mention', user: 'U0ROBIN' } },
  {
    name: 'a text',
    event: { type: 'app_mention', user: 'U0ROBIN', channel: 'C0ONCALL', ts: '1.2' },
  },
])('survives an event that should have $name and does not', async ({ event }) => {
  const bot = await startTestBot({ expectedErrors: [stopped, /the asker could not be answered/] });
  expect((await sendSigned(bot, { body: eventBody(event) })).status).toBe(200);
  await expectToServe(bot);
});

test('survives whatever JSON Slack might sign', { timeout: 60_000 }, async () => {
  const bot = await startTestBot({
    expectedErrors: [stopped, /could not be answered/, /missing required field/],
  });
  const field = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('C0ONCALL', 'U0ROBIN', '1.2'),
  );
  const event = fc.record(
    {
      type: fc.constantFrom('link_shared', 'app_mention', 'message'),
      channel: field,
      user: field,
      ts: field,
      thread_ts: field,
      message_ts: field,
      text: field,
      links: fc.oneof(field, fc.array(fc.record({ url: field, domain: field }), { maxLength: 3 })),
      source: field,
      unfurl_id: field,
      team: field,
    },
    { requiredKeys: ['type'] },
  );
  await fc.assert(
    fc.asyncProperty(event, async (hostile) => {
      const response = await sendSigned(bot, { body: eventBody(hostile) });
      expect([200, 500]).toContain(response.status);
    }),
    { numRuns: 150 },
  );
  await expectToServe(bot);
});

function click(action: Record<string, unknown>): Record<string, unknown> {
  return {
    type: 'block_actions',
    user: { id: 'U0ROBIN', team_id: 'T0PLAYGRND' },
    team: { id: 'T0PLAYGRND' },
    channel: { id: 'C0ONCALL' },
    container: { type: 'message', message_ts: '1.2', channel_id: 'C0ONCALL' },
    actions: [{ type: 'button', block_id: 'b', ...action }],
  };
}

async function expectToServe(bot: TestBot): Promise<void> {
  const response = await sendSigned(bot, {
    body: commandForm({ text: 'help' }),
    contentType: FORM_TYPE,
  });
  expect(response.status).toBe(200);
  await chatWith(bot).say('/testrun 48214');
  await chatWith(bot).seen('48214');
}
