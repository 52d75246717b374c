import type { Button, KnownBlock } from '@slack/types';

/** Every text object in the blocks that Slack reads as mrkdwn. */
export function mrkdwnTexts(blocks: readonly KnownBlock[]): string[] {
  return textObjects(blocks).flatMap(({ type, text }) => (type === 'mrkdwn' ? [text] : []));
}

/** All text that a person sees in the blocks, labels of buttons among it. */
export function visibleTexts(blocks: readonly KnownBlock[]): string[] {
  return textObjects(blocks).map(({ text }) => text);
}

/** The buttons in the blocks, in order. */
export function buttonsOf(blocks: readonly KnownBlock[]): Button[] {
  return blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.filter((element): element is Button => element.type === 'button')
      : [],
  );
}

/** The labels of the buttons, in order. */
export function buttonLabels(blocks: readonly KnownBlock[]): string[] {
  return buttonsOf(blocks).map(({ text }) => text.text);
}

/** The mrkdwn of a block that holds one text. */
export function textOf(block: KnownBlock | undefined): string {
  return block === undefined ? '' : visibleTexts([block]).join('\n');
}

/** What stands between unescaped angle brackets: links, mentions, dates. */
export function specialsOf(mrkdwn: string): string[] {
  return [...mrkdwn.matchAll(/<([^<>]*)>/g)].map(([, inside = '']) => inside);
}

/** mrkdwn as a person reads it: labels of links, no escapes. */
export function asRead(mrkdwn: string): string {
  return mrkdwn
    .replace(/<[^<>|]*\|([^<>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

interface TextObject {
  readonly type: string;
  readonly text: string;
}

function textObjects(value: unknown): TextObject[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const own =
    'type' in value && 'text' in value && typeof value.text === 'string'
      ? [{ type: String(value.type), text: value.text }]
      : [];
  return [...own, ...Object.values(value).flatMap(textObjects)];
}
