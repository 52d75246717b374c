import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { chatWith, KIM, ON_CALL, ROBIN } from '../support/chat.ts';
import { eventBody, FORM_TYPE, form, sendSigned } from '../support/signed-request.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

const fault = /a fault of the bot stopped a listener/;

test('tells a clicker of a fault of the bot, over response_url, with a reference that the log has with the stack', async () => {
  const bot = await startTestBot({ expectedErrors: [fault] });
  const response_url = await responseUrlOf(bot);
  const payload = { ...nowhere, response_url };
  await sendSigned(bot, {
    body: form({ payload: JSON.stringify(payload) }),
    contentType: FORM_TYPE,
  });
  const told = await chatWith(bot).seen("Something went wrong on the bot's side");
  expect(told.ephemeralTo).toBe(ROBIN);
  expectLogged(bot, told.text);
});

test('tells the writer of a mention of a fault of the bot', async () => {
  const bot = await startTestBot({ expectedErrors: [fault] });
  const event = {
    type: 'app_mention',
    user: KIM,
    channel: ON_CALL,
    ts: '1764000000.000100',
    text: 7,
  };
  await sendSigned(bot, { body: eventBody(event) });
  const told = await chatWith(bot).seen("Something went wrong on the bot's side");
  expect(told.ephemeralTo).toBe(KIM);
  expectLogged(bot, told.text);
});

test('logs a fault that nobody asked for, and stays silent', async () => {
  const bot = await startTestBot({ expectedErrors: [fault] });
  await sendSigned(bot, {
    body: eventBody({ type: 'link_shared', user: ROBIN, channel: ON_CALL }),
  });
  await bot.finish();
  expect(bot.log.at('error')).toHaveLength(1);
  expect(chatWith(bot).fromBot()).toEqual([]);
});

test('never lets the words of people or of cards into the log', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213 the-words-of-a-person');
  await chat.say('@Testrun the-words-of-a-person');
  await chat.say('/testrun the-words-of-a-person');
  await chat.answers(4);
  await bot.finish();
  expect(bot.log.text()).not.toContain('the-words-of-a-person');
  expect(bot.log.text()).not.toContain('Staging');
  expect(bot.log.text()).not.toContain('asked by');
});

/** A click that says nothing of where it happened. */
const nowhere = {
  type: 'block_actions',
  user: { id: ROBIN, team_id: 'T0PLAYGRND' },
  team: { id: 'T0PLAYGRND' },
  container: {},
  actions: [{ type: 'button', block_id: 'b', action_id: 'refresh', value: '{}' }],
};

/** The response_url of a command of Robin's, which the emulator tells nobody but the bot. */
async function responseUrlOf(bot: TestBot): Promise<string> {
  const bodies: string[] = [];
  const listener = createServer(async (request, response) => {
    bodies.push(Buffer.concat(await request.toArray()).toString('utf8'));
    response.end();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => listener.close(() => resolve())));
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  bot.slack.connectBot({ eventsUrl: `http://127.0.0.1:${port}/` });
  await chatWith(bot).say('/testrun 48213');
  bot.slack.connectBot({ eventsUrl: `${bot.url}/slack/events` });
  return new URLSearchParams(bodies[0]).get('response_url') ?? '';
}

function expectLogged(bot: TestBot, told: string): void {
  const reference = /reference ([0-9a-f]{8})/.exec(told)?.[1];
  expect(reference).toBeDefined();
  expect(bot.log.at('error')).toMatchObject([
    { reference, error: { stack: expect.stringContaining('at ') } },
  ]);
}
