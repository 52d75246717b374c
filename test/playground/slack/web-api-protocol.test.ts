import { expect, test } from 'vitest';
import type { SlackEmulator } from '../../../playground/slack/emulator.ts';
import { startWorkspace } from './bolt-app.ts';

interface RawCall {
  readonly method?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

async function post(slack: SlackEmulator, call: RawCall) {
  const { method = 'auth.test', token, headers = {}, body = '' } = call;
  const response = await fetch(new URL(method, slack.webApiUrl), {
    method: 'POST',
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    body,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_BODY = { 'content-type': 'application/json; charset=utf-8' };

test('a call without a token is not_authed', async () => {
  const slack = await startWorkspace();
  expect(await post(slack, {})).toMatchObject({
    status: 200,
    body: { ok: false, error: 'not_authed' },
  });
});

test('a call with a foreign token is invalid_auth', async () => {
  const slack = await startWorkspace();
  const { body } = await post(slack, { token: 'xoxb-of-somebody-else' });
  expect(body).toMatchObject({ ok: false, error: 'invalid_auth' });
});

test('the token may stand in a form body, not in a JSON body', async () => {
  const slack = await startWorkspace();
  const { botToken } = slack.credentials;
  const form = await post(slack, { headers: FORM, body: `token=${botToken}` });
  expect(form.body).toMatchObject({ ok: true });
  const json = await post(slack, { headers: JSON_BODY, body: JSON.stringify({ token: botToken }) });
  expect(json.body).toMatchObject({ error: 'not_authed' });
});

test.each([
  ['auth.test', 'appToken'],
  ['chat.postMessage', 'appToken'],
  ['apps.connections.open', 'botToken'],
] as const)('%s refuses the %s', async (method, token) => {
  const slack = await startWorkspace();
  const { body } = await post(slack, { method, token: slack.credentials[token] });
  expect(body).toMatchObject({ error: 'not_allowed_token_type' });
});

test('a method that the workspace does not know is unknown_method', async () => {
  const slack = await startWorkspace();
  const { body } = await post(slack, { method: 'chat.shout', token: slack.credentials.botToken });
  expect(body).toEqual({ ok: false, error: 'unknown_method', req_method: 'chat.shout' });
});

test.each([
  ['{', 'invalid_json'],
  ['[]', 'json_not_object'],
  ['"text"', 'json_not_object'],
])('the JSON body %s is %s', async (body, error) => {
  const slack = await startWorkspace();
  const reply = await post(slack, {
    token: slack.credentials.botToken,
    headers: JSON_BODY,
    body,
  });
  expect(reply.body).toMatchObject({ error: error });
});

test('a body of another type is invalid_post_type', async () => {
  const slack = await startWorkspace();
  const { body } = await post(slack, {
    token: slack.credentials.botToken,
    headers: { 'content-type': 'text/xml' },
    body: '<x/>',
  });
  expect(body).toMatchObject({ error: 'invalid_post_type' });
});

test('a missing scope is named, with what was granted', async () => {
  const slack = await startWorkspace({ scopes: ['commands', 'links:read'] });
  const { body, headers } = await post(slack, {
    method: 'chat.postMessage',
    token: slack.credentials.botToken,
    headers: JSON_BODY,
    body: JSON.stringify({ channel: 'C0ONCALL', text: 'hi' }),
  });
  expect(body).toEqual({
    ok: false,
    error: 'missing_scope',
    needed: 'chat:write',
    provided: 'commands,links:read',
  });
  expect(headers.get('x-oauth-scopes')).toBe('commands,links:read');
});

test('a body above five megabytes gets 413', async () => {
  const slack = await startWorkspace();
  const response = await fetch(new URL('auth.test', slack.webApiUrl), {
    method: 'POST',
    headers: FORM,
    body: 'x'.repeat(5 * 1024 * 1024 + 1),
  });
  expect(response.status).toBe(413);
});

test('any other path gets 404', async () => {
  const slack = await startWorkspace();
  const response = await fetch(new URL('/somewhere', slack.webApiUrl));
  expect(response.status).toBe(404);
});
