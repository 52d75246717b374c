import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validateView } from '../../../../playground/slack/block-validation/validate-view.ts';

const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const modal = (extra: object = {}) => ({ type: 'modal', title: plain(5), blocks: [], ...extra });
const input = { type: 'input', label: plain(1), element: { type: 'plain_text_input' } };

test.each([
  ['title', modal({ title: plain(24) }), modal({ title: plain(25) }), '/view/title/text'],
  ['submit', modal({ submit: plain(24) }), modal({ submit: plain(25) }), '/view/submit/text'],
  ['close', modal({ close: plain(24) }), modal({ close: plain(25) }), '/view/close/text'],
  [
    'private_metadata',
    modal({ private_metadata: 'x'.repeat(3000) }),
    modal({ private_metadata: 'x'.repeat(3001) }),
    '/view/private_metadata',
  ],
  [
    'callback_id',
    modal({ callback_id: 'x'.repeat(255) }),
    modal({ callback_id: 'x'.repeat(256) }),
    '/view/callback_id',
  ],
  [
    'submit for inputs',
    modal({ blocks: [input], submit: plain(1) }),
    modal({ blocks: [input] }),
    '/view',
  ],
  ['title at all', modal(), { type: 'modal', blocks: [] }, '/view'],
  ['type', modal(), modal({ type: 'home' }), '/view/type'],
])('%s: what fits passes, one more is refused at its place', (_what, fitting, tooMuch, pointer) => {
  expect(validateView(fitting)).toEqual([]);
  expect(validateView(tooMuch)).toMatchObject([{ pointer }]);
});

test('a fault in a block is found under the view', () => {
  expect(validateView(modal({ blocks: [{ type: 'section' }] }))).toMatchObject([
    { pointer: '/view/blocks/0' },
  ]);
});

test('no JSON whatever makes it throw or passes for a modal', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(validateView(value).length).toBeGreaterThan(0);
    }),
  );
});
