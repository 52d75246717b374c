import type { ActionsBlock, InputBlock, ModalView } from '@slack/types';
import { expect, test } from 'vitest';
import type { SlackEmulator } from '../../../playground/slack/emulator.ts';
import { textAt } from '../../../playground/slack/json-reading.ts';
import { KIM, ROBIN } from '../../../playground/slack/seed.ts';
import { startHttpBot, startWorkspace } from './bolt-app.ts';
import { startPlainBot } from './plain-bot.ts';
import { clientOf, refusal } from './web-client.ts';

const plain = (text: string) => ({ type: 'plain_text', text }) as const;
const input: InputBlock = {
  type: 'input',
  block_id: 'name',
  label: plain('Name'),
  element: { type: 'plain_text_input', action_id: 'value' },
};
const modal = (title: string, extra: Partial<ModalView> = {}): ModalView => ({
  type: 'modal',
  callback_id: 'settings',
  title: plain(title),
  submit: plain('Save'),
  blocks: [input],
  ...extra,
});

async function trigger(slack: SlackEmulator) {
  const heard = await startPlainBot(slack);
  await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text: '/testrun settings' });
  return { heard, trigger_id: textAt(heard.at(-1)?.body ?? {}, 'trigger_id') ?? '' };
}

test('a modal opens for whoever acted, is filled in, refused with words, and closes', async () => {
  const slack = await startWorkspace();
  const names: unknown[] = [];
  await startHttpBot(slack, (app) => {
    app.command('/testrun', async ({ ack, client, body }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modal('Settings') });
    });
    app.view('settings', async ({ ack, view }) => {
      const name = view.state.values['name']?.['value']?.value;
      names.push(name);
      if (name === 'bad') {
        await ack({ response_action: 'errors', errors: { name: 'Not that one' } });
      } else {
        await ack();
      }
    });
  });
  const opened = new Promise<string>((resolve) => {
    slack.workspace.subscribe(() => {
      const viewId = slack.workspace.modals(ROBIN)[0]?.viewId;
      if (viewId !== undefined) {
        resolve(viewId);
      }
    });
  });
  await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text: '/testrun settings' });
  const viewId = await opened;
  expect(slack.workspace.modals(KIM)).toEqual([]);
  const fill = (value: string) => ({ name: { value: { type: 'plain_text_input', value } } });
  await slack.people.submitModal({ userId: ROBIN, viewId, state: fill('bad') });
  expect(slack.workspace.modals(ROBIN)).toMatchObject([{ errors: { name: 'Not that one' } }]);
  await slack.people.submitModal({ userId: ROBIN, viewId, state: fill('good') });
  expect(slack.workspace.modals(ROBIN)).toEqual([]);
  expect(names).toEqual(['bad', 'good']);
});

test('a trigger_id opens one modal', async () => {
  const slack = await startWorkspace();
  const { trigger_id } = await trigger(slack);
  const open = () => clientOf(slack).views.open({ trigger_id, view: modal('Settings') });
  expect((await open()).view).toMatchObject({ type: 'modal', callback_id: 'settings' });
  expect(await refusal(open())).toBe('exchanged_trigger_id');
});

test('a trigger_id lives for three seconds', async () => {
  let at = Date.now();
  const slack = await startWorkspace({ now: () => at });
  const { trigger_id } = await trigger(slack);
  at += 3001;
  const open = clientOf(slack).views.open({ trigger_id, view: modal('Settings') });
  expect(await refusal(open)).toBe('expired_trigger_id');
});

test.each([
  [
    'a trigger_id that was never issued',
    { trigger_id: 'x', view: modal('S') },
    'invalid_trigger_id',
  ],
  ['no view', { trigger_id: 'x' }, 'invalid_arguments'],
  [
    'a title of 25 characters',
    { trigger_id: 'x', view: modal('x'.repeat(25)) },
    'invalid_arguments',
  ],
  [
    'a view above 250 kB',
    { trigger_id: 'x', view: modal('S', { private_metadata: 'x'.repeat(250_001) }) },
    'view_too_large',
  ],
])('views.open refuses %s', async (_what, args, code) => {
  const slack = await startWorkspace();
  expect(await refusal(clientOf(slack).apiCall('views.open', args))).toBe(code);
});

test('an open modal is updated by its id, unless the hash is out of date', async () => {
  const slack = await startWorkspace();
  const client = clientOf(slack);
  const { trigger_id } = await trigger(slack);
  const { view } = await client.views.open({ trigger_id, view: modal('One') });
  const [view_id, hash] = [view?.id ?? '', view?.hash ?? ''];
  await client.views.update({ view_id, hash, view: modal('Two') });
  const stale = client.views.update({ view_id, hash, view: modal('Three') });
  expect(await refusal(stale)).toBe('hash_conflict');
  expect(slack.workspace.modals(ROBIN)).toMatchObject([{ view: { title: { text: 'Two' } } }]);
  expect(await refusal(client.views.update({ view_id: 'V0', view: modal('X') }))).toBe('not_found');
});

test('an external_id names one open modal', async () => {
  const slack = await startWorkspace();
  const client = clientOf(slack);
  const view = modal('One', { external_id: 'mine' });
  await client.views.open({ ...(await trigger(slack)), view });
  await client.views.update({ external_id: 'mine', view: modal('Two', { external_id: 'mine' }) });
  expect(slack.workspace.modals(ROBIN)).toMatchObject([{ view: { title: { text: 'Two' } } }]);
  const again = client.views.open({ trigger_id: (await trigger(slack)).trigger_id, view });
  expect(await refusal(again)).toBe('duplicate_external_id');
});

test('three modals can lie on top of each other, and the fourth is refused', async () => {
  const slack = await startWorkspace();
  const client = clientOf(slack);
  const { heard, trigger_id } = await trigger(slack);
  const more: ActionsBlock = {
    type: 'actions',
    block_id: 'b',
    elements: [{ type: 'button', action_id: 'more', text: plain('More') }],
  };
  const view = modal('One', { blocks: [more] });
  await client.views.open({ trigger_id, view });
  const pushAnother = async () => {
    const viewId = slack.workspace.modals(ROBIN).at(-1)?.viewId ?? '';
    await slack.people.clickInModal({ userId: ROBIN, viewId, blockId: 'b', actionId: 'more' });
    const pushed = textAt(heard.at(-1)?.body ?? {}, 'trigger_id') ?? '';
    return client.views.push({ trigger_id: pushed, view });
  };
  await pushAnother();
  await pushAnother();
  expect(slack.workspace.modals(ROBIN)).toHaveLength(3);
  expect(await refusal(pushAnother())).toBe('push_limit_reached');
});

test.each([
  ['tells the bot where the view asked for it', true, ['view_closed']],
  ['tells nobody otherwise', false, []],
])('closing a modal %s', async (_what, notify_on_close, types) => {
  const slack = await startWorkspace();
  const { heard, trigger_id } = await trigger(slack);
  await clientOf(slack).views.open({ trigger_id, view: modal('One', { notify_on_close }) });
  const viewId = slack.workspace.modals(ROBIN)[0]?.viewId ?? '';
  await slack.people.closeModal({ userId: ROBIN, viewId });
  expect(slack.workspace.modals(ROBIN)).toEqual([]);
  expect(heard.slice(1).map(({ body }) => textAt(body, 'type'))).toEqual(types);
});

test.each([
  ['update', 1],
  ['push', 2],
])('a submission answered with %s leaves %d modals', async (response_action, count) => {
  const slack = await startWorkspace();
  const answer = { response_action, view: modal('Next') };
  await startPlainBot(slack, ({ body }) => ({
    status: 200,
    body: textAt(body, 'type') === 'view_submission' ? JSON.stringify(answer) : '',
  }));
  const heardTrigger = await triggerOf(slack);
  await clientOf(slack).views.open({ trigger_id: heardTrigger, view: modal('One') });
  const viewId = slack.workspace.modals(ROBIN)[0]?.viewId ?? '';
  await slack.people.submitModal({ userId: ROBIN, viewId, state: {} });
  const modals = slack.workspace.modals(ROBIN);
  expect(modals).toHaveLength(count);
  expect(modals.at(-1)).toMatchObject({ view: { title: { text: 'Next' } } });
});

/** The trigger_id of a command, read from the log of calls. */
async function triggerOf(slack: SlackEmulator): Promise<string> {
  await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text: '/testrun settings' });
  const request = slack.workspace.calls().at(-1)?.request;
  const isForm = typeof request === 'object' && request !== null && 'trigger_id' in request;
  return isForm ? String(request.trigger_id) : '';
}
