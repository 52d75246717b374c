import { expect, test } from 'vitest';
import {
  ACME,
  buttonsOf,
  chatWith,
  ON_CALL,
  RELEASES,
  ROBIN,
  unfurlWords,
} from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

const origin = 'https://dash.empirical.run';
const pageOf = (id: number) => `${origin}/acme-shop/test-runs/${id}`;

test('unfurls a run under its link with one call, for whoever reads the channel', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say(`red again: ${pageOf(48213)}`);
  const [unfurl, ...others] = await chat.unfurls();
  await bot.finish();
  expect(others).toEqual([]);
  expect(unfurl?.url).toBe(pageOf(48213));
  expect(unfurl && unfurlWords(unfurl)).toMatch(/3 of 42 tests failed/);
  expect(unfurl?.blocks.length).toBeLessThanOrEqual(10);
  expect(unfurl && buttonsOf(unfurl)).toContain('Refresh');
  expect(chat.calls('chat.unfurl')).toHaveLength(1);
  expect(chat.fromBot()).toEqual([]);
});

test('unfurls in a channel that the bot is not a member of', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say(pageOf(48213), { channelId: RELEASES });
  expect(await chat.unfurls(RELEASES)).toHaveLength(1);
});

test.each([
  `${origin}/acme-shop/test-runs/48213/`,
  `${origin}/acme-shop/test-runs/48213?status=failed`,
  `${origin}/acme-shop/test-runs/48213?status=failed&group_by=failing_line`,
  `${origin}/acme-shop/test-runs/48213?pw_test_id=a30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee`,
  `${origin}/acme-shop/test-runs/48213?detail=k3f9x2`,
  `${origin}/acme-shop/test-runs/48213/debug/html`,
  `${origin}/acme-shop/test-runs/48213/debug/sigterm`,
  `${origin}/login?returnTo=%2Facme-shop%2Ftest-runs%2F48213`,
  `${origin}/login?returnTo=%2Facme-shop%2Ftest-runs%2F48213%3Fstatus%3Dfailed`,
])('unfurls %s, and never links to a page that can stop a run', async (url) => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say(url);
  const [unfurl] = await chat.unfurls();
  expect(unfurl && unfurlWords(unfurl)).toContain('48213');
  expect(JSON.stringify(unfurl?.blocks)).not.toContain('/debug/');
});

test('unfurls links of every dashboard that is configured', async () => {
  const bot = await startTestBot({
    env: { EMPIRICAL_DASHBOARD_URL: `${origin}, https://dash-preview.empirical.run` },
  });
  const chat = chatWith(bot);
  await chat.say('https://dash-preview.empirical.run/acme-shop/test-runs/48213');
  expect(await chat.unfurls()).toHaveLength(1);
});

test('gives two runs a compact card each', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say(`${pageOf(48213)} and ${pageOf(48214)}`);
  const unfurls = await chat.unfurls();
  await bot.finish();
  expect(unfurls.map(({ url }) => url)).toEqual([pageOf(48213), pageOf(48214)]);
  for (const unfurl of unfurls) {
    expect(unfurl.blocks.length).toBeLessThanOrEqual(10);
    expect(buttonsOf(unfurl)).toContain('Refresh');
  }
  expect(chat.calls('chat.unfurl')).toHaveLength(1);
});

test.each([3, 10])('gives %d runs two lines each', async (count) => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say(firstRuns(count).map(pageOf).join(' '));
  const unfurls = await chat.unfurls();
  expect(unfurls).toHaveLength(count);
  for (const { blocks } of unfurls) {
    expect(blocks).toHaveLength(1);
    expect(unfurlWords({ blocks }).split('\n').length).toBeLessThanOrEqual(2);
  }
});

test('unfurls the first ten of twelve runs', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  const runs = firstRuns(12);
  await chat.say(runs.map(pageOf).join('\n'));
  const unfurls = await chat.unfurls();
  await bot.finish();
  expect(unfurls.map(({ url }) => url)).toEqual(runs.slice(0, 10).map(pageOf));
  expect([...bot.sandbox.requests.keys()]).toHaveLength(10);
});

test('counts only links of runs towards the ten', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  const lists = Array.from(
    { length: 12 },
    (_, index) => `${origin}/acme-shop/test-runs?page=${index}`,
  );
  await chat.say([...lists, pageOf(48213)].join(' '));
  expect(await chat.unfurls()).toHaveLength(1);
});

test('reads the same run once and gives each of its links an unfurl', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  const urls = [pageOf(48213), `${pageOf(48213)}?status=failed`, `${pageOf(48213)}/`];
  await chat.say(urls.join(' '));
  const unfurls = await chat.unfurls();
  await bot.finish();
  expect(unfurls.map(({ url }) => url)).toEqual(urls);
  for (const unfurl of unfurls) {
    expect(buttonsOf(unfurl)).toContain('Refresh');
  }
  expect([...bot.sandbox.requests]).toEqual([[48213, 1]]);
});

test.each(['escaped', 'plain'] as const)(
  'keys the unfurl by the URL as Slack sent it, ampersands %s',
  async (linkAmpersands) => {
    const bot = await startTestBot({ slack: { linkAmpersands } });
    const chat = chatWith(bot);
    const testId = await flakyTest(bot);
    await chat.say(`${pageOf(48213)}?status=failed&test_id=${testId}`);
    const [unfurl] = await chat.unfurls();
    expect(unfurl?.url).toContain(linkAmpersands === 'escaped' ? '&amp;test_id' : 'failed&test_id');
    expect(unfurl && unfurlWords(unfurl)).toContain(testId);
  },
);

test('brings the test that the link points at first, saying how it did', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  const testId = await flakyTest(bot);
  await chat.say(`${pageOf(48213)}?test_id=${testId}`);
  const [unfurl] = await chat.unfurls();
  const words = unfurl === undefined ? '' : unfurlWords(unfurl);
  expect(/test_id=([0-9a-f-]{41})/.exec(words)?.[1]).toBe(testId);
  expect(words).toMatch(/flaky/i);
});

test('unfurls in the composer, and once more in the conversation', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await bot.slack.people.compose({ userId: ROBIN, channelId: ON_CALL, text: pageOf(48213) });
  const [preview] = await eventually('the preview', () => {
    const unfurls = bot.slack.workspace.composerUnfurl(ROBIN, ON_CALL);
    return unfurls.length > 0 ? unfurls : undefined;
  });
  expect(preview && unfurlWords(preview)).toContain('48213');
  await chat.say(pageOf(48213));
  await eventually('the second call', () => chat.calls('chat.unfurl')[1]?.response);
  await bot.finish();
  expect(await chat.unfurls()).toHaveLength(1);
  expect(chat.calls('chat.unfurl')).toMatchObject([
    { request: { source: 'composer' } },
    { request: { channel: ON_CALL } },
  ]);
});

test('unfurls in a shared channel that an operator allowed', async () => {
  const bot = await startTestBot({ env: { ALLOW_EXTERNAL_CHANNELS: ACME } });
  const chat = chatWith(bot);
  await chat.say(pageOf(48213), { channelId: ACME });
  expect(await chat.unfurls(ACME)).toHaveLength(1);
});

test('unfurls the readable runs among unreadable ones', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say([pageOf(40400), pageOf(48213), pageOf(50000)].join(' '));
  const unfurls = await chat.unfurls();
  await bot.finish();
  expect(unfurls.map(({ url }) => url)).toEqual([pageOf(48213)]);
  expect(chat.calls('chat.unfurl')).toHaveLength(1);
});

test.each([{ name: 'a limit' }, { name: 'a server error' }])(
  'unfurls after $name that passes',
  async ({ name }) => {
    const bot = await startTestBot();
    const chat = chatWith(bot);
    if (name === 'a limit') {
      bot.slack.faults.rateLimit('chat.unfurl', { next: 1, retryAfterSeconds: 1 });
    } else {
      bot.slack.faults.failNext('chat.unfurl', 503);
    }
    await chat.say(pageOf(48213));
    expect(await chat.unfurls()).toHaveLength(1);
    await bot.finish();
    expect(chat.calls('chat.unfurl')).toHaveLength(2);
  },
);

test("gives up, and logs Slack's code, where Slack refuses an unfurl", async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  bot.slack.faults.failNext('chat.unfurl', 'cannot_unfurl_url');
  await chat.say(pageOf(48213));
  await bot.finish();
  expect(chat.calls('chat.unfurl')).toHaveLength(1);
  expect(bot.log.at('warn')).toMatchObject([{ code: 'cannot_unfurl_url' }]);
});

function firstRuns(count: number): number[] {
  return Array.from({ length: count }, (_, index) => 48213 + index);
}

/** The sandbox's id of a test that was flaky in run 48213. */
async function flakyTest({ sandbox }: TestBot): Promise<string> {
  const headers = { authorization: `Bearer ${sandbox.apiKey}` };
  const response = await fetch(`${sandbox.url}/api/test-runs/48213`, { headers });
  const id = /"pw_test_id":"([^"]+)","status":"flaky"/.exec(await response.text())?.[1];
  if (id === undefined) {
    throw new Error('no flaky test');
  }
  return id;
}
