import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockTypes } from '../../../../playground/slack/block-validation/blocks.ts';
import {
  faultMessages,
  validateBlocks,
} from '../../../../playground/slack/block-validation/validate-blocks.ts';

const text = { type: 'mrkdwn', text: 'a' };
const plain = { type: 'plain_text', text: 'a' };
const section = { type: 'section', text };

test.each([
  ['no list', 'text', '/blocks', 'must be an array'],
  ['null', null, '/blocks', 'must be an array'],
  ['a block that is text', ['section'], '/blocks/0', 'must be an object'],
  ['a block without a type', [{ text }], '/blocks/0', 'missing required field: type'],
  ['an unknown block type', [{ type: 'secshun' }], '/blocks/0/type', 'unsupported type: secshun'],
  ['a type that is no text', [{ type: 7 }], '/blocks/0/type', 'unsupported type: number'],
  [
    'a type from the prototype',
    [{ type: 'toString' }],
    '/blocks/0/type',
    'unsupported type: toString',
  ],
  [
    'an unknown property',
    [{ ...section, colour: 'red' }],
    '/blocks/0',
    'invalid additional property: colour',
  ],
  [
    'emoji on mrkdwn',
    [{ type: 'section', text: { ...text, emoji: true } }],
    '/blocks/0/text',
    'invalid additional property: emoji',
  ],
  [
    'verbatim on plain_text',
    [{ type: 'header', text: { ...plain, verbatim: true } }],
    '/blocks/0/text',
    'invalid additional property: verbatim',
  ],
  [
    'a section with nothing to say',
    [{ type: 'section' }],
    '/blocks/0',
    'missing required field: text or fields',
  ],
  [
    'a section whose text is a string',
    [{ type: 'section', text: 'a' }],
    '/blocks/0/text',
    'must be an object',
  ],
  [
    'an image without alt text',
    [{ type: 'image', image_url: 'https://example.com/a.png' }],
    '/blocks/0',
    'missing required field: alt_text',
  ],
  [
    'an image without a source',
    [{ type: 'image', alt_text: 'a' }],
    '/blocks/0',
    'missing required field: image_url or slack_file',
  ],
  [
    'a button without text',
    [{ type: 'actions', elements: [{ type: 'button' }] }],
    '/blocks/0/elements/0',
    'missing required field: text',
  ],
  [
    'a confirm without text',
    [{ type: 'section', text, accessory: { type: 'button', text: plain, confirm: {} } }],
    '/blocks/0/accessory/confirm',
    'missing required field: text',
  ],
  [
    'a select without options',
    [{ type: 'actions', elements: [{ type: 'static_select' }] }],
    '/blocks/0/elements/0',
    'missing required field: options or option_groups',
  ],
  [
    'a rich_text style that does not exist',
    [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [{ type: 'text', text: 'a', style: { blink: true } }],
          },
        ],
      },
    ],
    '/blocks/0/elements/0/elements/0/style',
    'invalid additional property: blink',
  ],
])('refuses %s', (_what, blocks, pointer, problem) => {
  expect(validateBlocks(blocks, 'message')).toEqual([{ code: 'invalid_blocks', pointer, problem }]);
});

test.each([
  ['unfurl', 'rich_text'],
  ['unfurl', 'markdown'],
  ['unfurl', 'table'],
  ['unfurl', 'input'],
  ['message', 'alert'],
  ['message', 'video'],
  ['modal', 'markdown'],
  ['modal', 'table'],
  ['home', 'markdown'],
  ['home', 'alert'],
] as const)('a %s takes no %s block', (surface, type) => {
  expect(validateBlocks([{ type }], surface)).toMatchObject([
    { pointer: '/blocks/0/type', problem: `unsupported type: ${type}` },
  ]);
});

test('an unfurl takes exactly the six safe blocks', () => {
  expect([...blockTypes('unfurl')].sort()).toEqual([
    'actions',
    'context',
    'divider',
    'header',
    'image',
    'section',
  ]);
});

test('every place is named as Slack names it', () => {
  const faults = validateBlocks(
    [section, { type: 'section', text: { type: 'mrkdwn' } }],
    'message',
  );
  expect(faultMessages(faults)).toEqual([
    '[ERROR] failed to match all allowed schemas [json-pointer:/blocks/1]',
    '[ERROR] missing required field: text [json-pointer:/blocks/1/text]',
  ]);
});

test('a whole card of everyday blocks passes', () => {
  const button = { type: 'button', text: plain, action_id: 'open', url: 'https://example.com/' };
  const blocks = [
    { type: 'header', text: { ...plain, emoji: true } },
    { ...section, fields: [text, plain], accessory: { ...button, action_id: 'more' } },
    {
      type: 'context',
      elements: [text, { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a' }],
    },
    { type: 'divider' },
    {
      type: 'actions',
      elements: [button, { ...button, action_id: 'x', confirm: { text: plain } }],
    },
  ];
  expect(validateBlocks(blocks, 'message')).toEqual([]);
});

test('no JSON whatever makes it throw, and every fault has a pointer into the value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const fault of validateBlocks(value, 'message')) {
        expect(fault.pointer).toMatch(/^\/blocks/);
      }
    }),
    { numRuns: 500 },
  );
});

test('no block-like JSON makes it throw, and at most twenty faults come back', () => {
  const types = fc.constantFrom(...blockTypes('message'), 'button', 'mrkdwn', 'plain_text', 'x');
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, '', 'text', 0, true),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(
        fc.constantFrom(
          'type',
          'text',
          'elements',
          'fields',
          'accessory',
          'rows',
          'options',
          '__proto__',
        ),
        fc.oneof(types, tie('node')),
        { maxKeys: 4 },
      ),
    ),
  })).node;
  fc.assert(
    fc.property(fc.array(value, { maxLength: 6 }), (blocks) => {
      for (const surface of ['message', 'unfurl', 'modal', 'home'] as const) {
        expect(validateBlocks(blocks, surface).length).toBeLessThanOrEqual(20);
      }
    }),
    { numRuns: 500 },
  );
});
