import { expect, test } from 'vitest';
import { validateBlocks } from '../../../../playground/slack/block-validation/validate-blocks.ts';
import {
  actions,
  button,
  expectLimit,
  image,
  input,
  type LimitRow,
  mrkdwn,
  of,
  plain,
  section,
  table,
  times,
  url,
} from './sample-blocks.ts';

const LIMIT_TABLE: readonly LimitRow[] = [
  ['section text', section({ text: mrkdwn(3000) }), section({ text: mrkdwn(3001) }), '/text/text'],
  ['section text, least', section(), section({ text: mrkdwn(0) }), '/text/text'],
  [
    'section fields',
    section({ fields: times(10, () => mrkdwn(1)) }),
    section({ fields: times(11, () => mrkdwn(1)) }),
    '/fields',
  ],
  ['section fields, least', section(), section({ fields: [] }), '/fields'],
  [
    'section field',
    section({ fields: [mrkdwn(2000)] }),
    section({ fields: [mrkdwn(2001)] }),
    '/fields/0/text',
  ],
  [
    'header',
    { type: 'header', text: plain(150) },
    { type: 'header', text: plain(151) },
    '/text/text',
  ],
  [
    'header text kind',
    { type: 'header', text: plain(1) },
    { type: 'header', text: mrkdwn(1) },
    '/text/type',
  ],
  [
    'context elements',
    { type: 'context', elements: times(10, () => mrkdwn(1)) },
    { type: 'context', elements: times(11, () => mrkdwn(1)) },
    '/elements',
  ],
  [
    'context elements, least',
    { type: 'context', elements: [image()] },
    { type: 'context', elements: [] },
    '/elements',
  ],
  [
    'context element kind',
    { type: 'context', elements: [plain(1)] },
    { type: 'context', elements: [button()] },
    '/elements/0/type',
  ],
  [
    'actions',
    actions(...times(25, () => button())),
    actions(...times(26, () => button())),
    '/elements',
  ],
  ['actions, least', actions(button()), actions(), '/elements'],
  ['block_id', section({ block_id: of(255) }), section({ block_id: of(256) }), '/block_id'],
  ['image alt text', image({ alt_text: of(2000) }), image({ alt_text: of(2001) }), '/alt_text'],
  ['image url', image({ image_url: url(3000) }), image({ image_url: url(3001) }), '/image_url'],
  ['image title', image({ title: plain(2000) }), image({ title: plain(2001) }), '/title/text'],
  [
    'input label',
    input({ label: plain(2000) }),
    input({ label: plain(2001) }),
    '/label/text',
    'modal',
  ],
  ['input hint', input({ hint: plain(2000) }), input({ hint: plain(2001) }), '/hint/text', 'modal'],
  ['table rows', table(100, 1), table(101, 1), '/rows'],
  ['table columns', table(1, 20), table(1, 21), '/rows/0'],
  ['table cell', table(1, 1), table(1, 1, ''), '/rows/0/0/text'],
  ['table text', table(1, 10, of(1000)), table(1, 10, of(1001)), ''],
  [
    'data table rows',
    { ...table(2, 1), type: 'data_table', caption: 'c' },
    { ...table(1, 1), type: 'data_table', caption: 'c' },
    '/rows',
  ],
  [
    'data table rows, most',
    { ...table(201, 1), type: 'data_table', caption: 'c' },
    { ...table(202, 1), type: 'data_table', caption: 'c' },
    '/rows',
  ],
  [
    'card title',
    { type: 'card', title: mrkdwn(150) },
    { type: 'card', title: mrkdwn(151) },
    '/title/text',
  ],
  [
    'card body',
    { type: 'card', body: mrkdwn(200) },
    { type: 'card', body: mrkdwn(201) },
    '/body/text',
  ],
  [
    'card buttons',
    { type: 'card', actions: times(3, () => button()) },
    { type: 'card', actions: times(4, () => button()) },
    '/actions',
  ],
  [
    'carousel',
    { type: 'carousel', elements: times(10, () => ({ type: 'card', body: mrkdwn(1) })) },
    { type: 'carousel', elements: times(11, () => ({ type: 'card', body: mrkdwn(1) })) },
    '/elements',
  ],
  [
    'container',
    { type: 'container', title: plain(1), child_blocks: times(10, () => section()) },
    { type: 'container', title: plain(1), child_blocks: times(11, () => section()) },
    '/child_blocks',
  ],
  [
    'alert',
    { type: 'alert', text: mrkdwn(200) },
    { type: 'alert', text: mrkdwn(201) },
    '/text/text',
    'modal',
  ],
];

for (const row of LIMIT_TABLE) {
  test(`${row[0]}: what fits passes, one more is refused at its place`, () => {
    expectLimit(row);
  });
}

test.each([
  ['message', 50],
  ['unfurl', 50],
  ['modal', 100],
  ['home', 100],
] as const)('a %s takes %d blocks', (surface, max) => {
  const dividers = times(max, () => ({ type: 'divider' }));
  expect(validateBlocks(dividers, surface)).toEqual([]);
  expect(validateBlocks([...dividers, { type: 'divider' }], surface)).toMatchObject([
    { pointer: '/blocks', problem: `no more than ${max} items allowed` },
  ]);
});

test('block ids are unique in a message', () => {
  const [first, second] = [section({ block_id: 'a' }), section({ block_id: 'a' })];
  expect(validateBlocks([first, second], 'message')).toMatchObject([
    { pointer: '/blocks/1/block_id' },
  ]);
});

test('the same action_id may stand in two blocks', () => {
  const one = actions(button({ action_id: 'a' }));
  expect(validateBlocks([one, one], 'message')).toEqual([]);
});

test('a message takes one table', () => {
  expect(validateBlocks([table(1, 1), table(1, 1)], 'message')).toMatchObject([
    { pointer: '/blocks', problem: 'only 1 table allowed' },
  ]);
});

test('markdown is limited over the whole message', () => {
  const half = { type: 'markdown', text: of(6000) };
  expect(validateBlocks([half, half], 'message')).toEqual([]);
  expect(validateBlocks([half, half, { type: 'markdown', text: 'x' }], 'message')).toMatchObject([
    { pointer: '/blocks', problem: 'markdown must be less than 12001 characters' },
  ]);
});

test('all text of a message together is limited, with an error of its own', () => {
  const blocks = [
    ...times(4, () => section({ text: mrkdwn(3000) })),
    section({ text: mrkdwn(1200) }),
  ];
  expect(validateBlocks(blocks, 'message')).toEqual([]);
  expect(validateBlocks([...blocks, section()], 'message')).toMatchObject([
    { code: 'msg_blocks_too_long', pointer: '/blocks' },
  ]);
  expect(validateBlocks([...blocks, section()], 'modal')).toEqual([]);
});
