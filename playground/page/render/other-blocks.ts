import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type MessageProps, Message as SlackBlocks } from 'slack-blocks-to-jsx';
import { type Html, html, trusted } from './html.ts';
import type { TextContext } from './mrkdwn.ts';

type LibraryBlock = MessageProps['blocks'][number];

const drawable: ReadonlySet<string> = new Set([
  'alert',
  'card',
  'carousel',
  'container',
  'context_actions',
  'data_table',
  'data_visualization',
  'file',
  'markdown',
  'plan',
  'rich_text',
  'table',
  'task_card',
  'video',
]);

/**
 * Draws a block that the page has no drawing of its own for (tables, rich text, markdown, cards …)
 * with slack-blocks-to-jsx and React, which escape what they insert.
 *
 * @throws TypeError for a type the library does not know, and whatever the library throws,
 * for instance on a `raw_number` table cell.
 */
export function otherBlock(block: { readonly type: string }, context: TextContext): Html {
  if (!isDrawable(block)) {
    throw new TypeError(`no drawing for ${block.type}`);
  }
  const element = createElement(SlackBlocks, {
    blocks: [block],
    logo: '',
    name: '',
    time: new Date(0),
    withoutWrapper: true,
    hooks: { user: ({ id }) => `@${context.nameOf(id) ?? id}` },
  });
  return html`<div class="block-other">${trusted(renderToStaticMarkup(element))}</div>`;
}

function isDrawable(block: { readonly type: string }): block is LibraryBlock {
  return drawable.has(block.type);
}
