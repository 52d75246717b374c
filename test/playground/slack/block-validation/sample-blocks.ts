import { expect } from 'vitest';
import type { Surface } from '../../../../playground/slack/block-validation/blocks.ts';
import { validateBlocks } from '../../../../playground/slack/block-validation/validate-blocks.ts';

/** Text of a length. */
export const of = (length: number): string => 'x'.repeat(length);
/** A `plain_text` object of a length. */
export const plain = (length: number) => ({ type: 'plain_text', text: of(length) });
/** A `mrkdwn` object of a length. */
export const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: of(length) });
/** A section, with more fields. */
export const section = (extra: object = {}) => ({ type: 'section', text: mrkdwn(1), ...extra });
/** A button, with more fields. */
export const button = (extra: object = {}) => ({ type: 'button', text: plain(1), ...extra });
/** An actions block around elements. */
export const actions = (...elements: object[]) => ({ type: 'actions', elements });
/** A list of so many things. */
export const times = <Thing>(count: number, thing: (index: number) => Thing): Thing[] =>
  Array.from({ length: count }, (_, index) => thing(index));
/** A choice of a menu. */
export const option = (value: string, extra: object = {}) => ({ text: plain(1), value, ...extra });
/** A menu of so many choices. */
export const select = (count: number, extra: object = {}) => ({
  type: 'static_select',
  options: times(count, (index) => option(`v${index}`)),
  ...extra,
});
/** An overflow menu of so many choices. */
export const overflow = (count: number) => ({
  type: 'overflow',
  options: times(count, (index) => option(`v${index}`)),
});
/** An image, with more fields. */
export const image = (extra: object = {}) => ({
  type: 'image',
  image_url: 'https://example.com/a.png',
  alt_text: 'a',
  ...extra,
});
/** An address of a length. */
export const url = (length: number) => `https://example.com/${of(length - 20)}`;
/** An input block, with more fields. */
export const input = (extra: object = {}) => ({
  type: 'input',
  label: plain(1),
  element: { type: 'plain_text_input' },
  ...extra,
});
const cell = (text: string) => ({ type: 'raw_text', text });
/** A table of equal cells. */
export const table = (rows: number, columns: number, text = 'a') => ({
  type: 'table',
  rows: times(rows, () => times(columns, () => cell(text))),
});

/** A limit: its name, a block that just fits, one that is too much, and where the fault is. */
export type LimitRow = readonly [string, unknown, unknown, string, Surface?];

/** Expects that the fitting block passes and the other is refused at its place. */
export function expectLimit(row: LimitRow): void {
  const [, fitting, tooMuch, place, surface = 'message'] = row;
  expect(validateBlocks([fitting], surface)).toEqual([]);
  expect(validateBlocks([tooMuch], surface)).toMatchObject([
    { code: 'invalid_blocks', pointer: `/blocks/0${place}` },
  ]);
}
