import { test } from 'vitest';
import {
  actions,
  button,
  expectLimit,
  type LimitRow,
  mrkdwn,
  of,
  option,
  overflow,
  plain,
  select,
  url,
} from './sample-blocks.ts';

const LIMIT_TABLE: readonly LimitRow[] = [
  [
    'button text',
    actions(button({ text: plain(75) })),
    actions(button({ text: plain(76) })),
    '/elements/0/text/text',
  ],
  [
    'button text kind',
    actions(button()),
    actions(button({ text: mrkdwn(1) })),
    '/elements/0/text/type',
  ],
  [
    'button value',
    actions(button({ value: of(2000) })),
    actions(button({ value: of(2001) })),
    '/elements/0/value',
  ],
  [
    'button url',
    actions(button({ url: url(3000) })),
    actions(button({ url: url(3001) })),
    '/elements/0/url',
  ],
  [
    'button url scheme',
    actions(button({ url: 'http://example.com' })),
    actions(button({ url: 'javascript:alert(1)' })),
    '/elements/0/url',
  ],
  [
    'button url form',
    actions(button({ url: url(30) })),
    actions(button({ url: 'example.com' })),
    '/elements/0/url',
  ],
  [
    'button accessibility label',
    actions(button({ accessibility_label: of(75) })),
    actions(button({ accessibility_label: of(76) })),
    '/elements/0/accessibility_label',
  ],
  [
    'button style',
    actions(button({ style: 'primary' })),
    actions(button({ style: 'green' })),
    '/elements/0/style',
  ],
  [
    'action_id',
    actions(button({ action_id: of(255) })),
    actions(button({ action_id: of(256) })),
    '/elements/0/action_id',
  ],
  [
    'action_id, unique in its block',
    actions(button({ action_id: 'a' }), button({ action_id: 'b' })),
    actions(button({ action_id: 'a' }), button({ action_id: 'a' })),
    '/elements/1/action_id',
  ],
  ['select options', actions(select(100)), actions(select(101)), '/elements/0/options'],
  ['select options, least', actions(select(1)), actions(select(0)), '/elements/0/options'],
  [
    'option text',
    actions(select(1, { options: [option('v', { text: plain(75) })] })),
    actions(select(1, { options: [option('v', { text: plain(76) })] })),
    '/elements/0/options/0/text/text',
  ],
  [
    'option value',
    actions(select(1, { options: [option(of(150))] })),
    actions(select(1, { options: [option(of(151))] })),
    '/elements/0/options/0/value',
  ],
  [
    'option description',
    actions(select(1, { options: [option('v', { description: plain(75) })] })),
    actions(select(1, { options: [option('v', { description: plain(76) })] })),
    '/elements/0/options/0/description/text',
  ],
  ['overflow', actions(overflow(5)), actions(overflow(6)), '/elements/0/options'],
  [
    'checkboxes',
    actions({ ...select(10), type: 'checkboxes' }),
    actions({ ...select(11), type: 'checkboxes' }),
    '/elements/0/options',
  ],
  [
    'confirm title',
    actions(button({ confirm: { title: plain(100), text: plain(300) } })),
    actions(button({ confirm: { title: plain(101), text: plain(300) } })),
    '/elements/0/confirm/title/text',
  ],
  [
    'confirm text',
    actions(button({ confirm: { text: mrkdwn(300) } })),
    actions(button({ confirm: { text: mrkdwn(301) } })),
    '/elements/0/confirm/text/text',
  ],
  [
    'confirm button',
    actions(button({ confirm: { text: plain(1), confirm: plain(30), deny: plain(30) } })),
    actions(button({ confirm: { text: plain(1), confirm: plain(30), deny: plain(31) } })),
    '/elements/0/confirm/deny/text',
  ],
];

for (const row of LIMIT_TABLE) {
  test(`${row[0]}: what fits passes, one more is refused at its place`, () => {
    expectLimit(row);
  });
}
