import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { setStage } from './open-page.ts';

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Asks with headers of any kind, which `fetch` would not send. */
function ask(url: string, { method = 'GET', path = '/', headers = {}, body }: Asked) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const asking = request(new URL(path, url), { method, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
        );
      });
      asking.on('error', reject).end(body);
    },
  );
}

const json = { 'content-type': 'application/json' };
const hello = JSON.stringify({ userId: 'U0ROBIN', channelId: 'C0ONCALL', text: 'hello' });

describe('the page refuses', () => {
  it.each([
    ['a foreign host (DNS rebinding)', { headers: { host: 'evil.example' } }, 421],
    ['its own host with another port', { headers: { host: '127.0.0.1:1' } }, 421],
    [
      'an event stream for a foreign origin',
      { path: '/events', headers: { origin: 'https://evil.example' } },
      403,
    ],
    [
      'JSON for a foreign site',
      { path: '/view', headers: { 'sec-fetch-site': 'cross-site' } },
      403,
    ],
    [
      'a post from a foreign origin',
      {
        method: 'POST',
        path: '/act/send',
        headers: { ...json, origin: 'http://evil.example' },
        body: hello,
      },
      403,
    ],
    [
      'a post with a null origin',
      { method: 'POST', path: '/act/send', headers: { ...json, origin: 'null' }, body: hello },
      403,
    ],
    [
      'a post as a form sends it',
      { method: 'POST', path: '/act/send', headers: { 'content-type': 'text/plain' }, body: hello },
      415,
    ],
    ['another method', { method: 'PUT', path: '/act/send', headers: json, body: hello }, 405],
    [
      'an act that does not exist',
      { method: 'POST', path: '/act/__proto__', headers: json, body: hello },
      404,
    ],
    [
      'a body that is not JSON',
      { method: 'POST', path: '/act/send', headers: json, body: '{' },
      400,
    ],
    [
      'a body without its fields',
      { method: 'POST', path: '/act/send', headers: json, body: '{}' },
      400,
    ],
    ['a file outside its folder', { path: '/static/../answers.ts' }, 404],
    ['a file by an encoded way out', { path: '/static/..%2Fanswers.ts' }, 404],
    ['an unknown page', { path: '/nothing' }, 404],
  ] as const)('%s', async (_, asked, status) => {
    await using stage = await setStage();
    expect((await ask(stage.page.url, asked)).status).toBe(status);
    expect(stage.emulator.workspace.messages('C0ONCALL')).toEqual([]);
  });

  it('a body without end', async () => {
    await using stage = await setStage();
    const body = JSON.stringify({ text: 'x'.repeat(300_000) });
    const answer = await ask(stage.page.url, {
      method: 'POST',
      path: '/act/send',
      headers: json,
      body,
    });
    expect(answer.status).toBe(400);
  });
});

describe('the page', () => {
  it('takes an act of its own script', async () => {
    await using stage = await setStage();
    const headers = { ...json, origin: stage.page.url, 'sec-fetch-site': 'same-origin' };
    const answer = await ask(stage.page.url, {
      method: 'POST',
      path: '/act/send',
      headers,
      body: hello,
    });
    expect(answer.status).toBe(204);
    expect(stage.emulator.workspace.messages('C0ONCALL')).toMatchObject([{ text: 'hello' }]);
  });

  it('forbids scripts, frames and addresses that are not its own', async () => {
    await using stage = await setStage();
    const { headers, text } = await ask(stage.page.url, {});
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text).not.toMatch(/<script(?! type="module" src="\/static\/)|\sstyle="|\son\w+="/);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it('answers any wish for a place with some place', async () => {
    await using stage = await setStage();
    const path = '/?channel=<script>&as=nobody&thread=1&tz=Nowhere';
    const { status, text } = await ask(stage.page.url, { path });
    expect(status).toBe(200);
    expect(text).toContain('This is the start of #on-call');
    expect(text).not.toContain('<script>');
  });

  it('says in words what the workspace refused', async () => {
    await using stage = await setStage();
    const body = JSON.stringify({ userId: 'nobody', channelId: 'C0ONCALL', text: 'hello' });
    const answer = await ask(stage.page.url, {
      method: 'POST',
      path: '/act/send',
      headers: json,
      body,
    });
    expect(answer.status).toBe(502);
    expect(answer.text).toMatch(/nobody/);
  });

  it('stops while a browser follows along', async () => {
    await using stage = await setStage();
    const stream = await fetch(`${stage.page.url}/events?as=U0ROBIN`);
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    await stage.page.stop();
    await expect(stream.text()).resolves.toContain('retry');
  });
});
