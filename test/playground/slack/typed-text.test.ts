import { expect, test } from 'vitest';
import { createCredentials } from '../../../playground/slack/credentials.ts';
import { seedChannels, seedMembers } from '../../../playground/slack/seed.ts';
import { readTypedText, type TypedTextRules } from '../../../playground/slack/typed-text.ts';

const rules: TypedTextRules = {
  members: seedMembers(createCredentials()),
  channels: seedChannels(),
  unfurlDomains: ['empirical.run'],
  linkAmpersands: 'escaped',
};
const RUN = 'https://dash.empirical.run/acme/test-runs/1';

test.each([
  ['plain text', 'hello', 'hello', []],
  ['a link', `see ${RUN} please`, `see <${RUN}> please`, [RUN]],
  ['a link at the end of a sentence', `see ${RUN}.`, `see <${RUN}>.`, [RUN]],
  ['a link in parentheses', `(${RUN})`, `(<${RUN}>)`, [RUN]],
  ['a link with parentheses inside', `${RUN}?a=(b)`, `<${RUN}?a=(b)>`, [`${RUN}?a=(b)`]],
  ['two links', `${RUN} ${RUN}2`, `<${RUN}> <${RUN}2>`, [RUN, `${RUN}2`]],
  ['the same link twice', `${RUN} ${RUN}`, `<${RUN}> <${RUN}>`, [RUN]],
  ['an ampersand in a link', `${RUN}?a=1&b=2`, `<${RUN}?a=1&amp;b=2>`, [`${RUN}?a=1&amp;b=2`]],
  [
    'the bare domain',
    'https://empirical.run/x',
    '<https://empirical.run/x>',
    ['https://empirical.run/x'],
  ],
  ['another domain', 'https://example.com/x', '<https://example.com/x>', []],
  ['a look-alike domain', 'https://notempirical.run/x', '<https://notempirical.run/x>', []],
  [
    'a domain that only begins alike',
    'https://dash.empirical.run.evil.example/x',
    '<https://dash.empirical.run.evil.example/x>',
    [],
  ],
  ['a link in code', `\`${RUN}\``, `\`${RUN}\``, []],
  ['a link in a code block', `\`\`\`${RUN}\`\`\``, `\`\`\`${RUN}\`\`\``, []],
  ['special characters', 'a < b & c > d', 'a &lt; b &amp; c &gt; d', []],
  ['an http that is no link', 'https://', 'https://', []],
  ['a mention', '@Testrun 48213', '<@U0TESTRUN> 48213', []],
  ['a mention in small letters', '@testrun', '<@U0TESTRUN>', []],
  ['somebody unknown', '@nobody', '@nobody', []],
  ['everybody', '@channel @here', '<!channel> <!here>', []],
  ['a channel', 'see #on-call', 'see <#C0ONCALL|on-call>', []],
  ['a run number with a hash', '#48213', '#48213', []],
])('%s', (_what, typed, text, urls) => {
  const read = readTypedText(typed, rules);
  expect(read.text).toBe(text);
  expect(read.links.map((link) => link.url)).toEqual(urls);
});

test('the bot hears the ampersands of a link plain where the workspace is told so', () => {
  const read = readTypedText(`${RUN}?a=1&b=2`, { ...rules, linkAmpersands: 'plain' });
  expect(read.links).toEqual([{ domain: 'empirical.run', url: `${RUN}?a=1&b=2` }]);
  expect(read.text).toBe(`<${RUN}?a=1&amp;b=2>`);
});
