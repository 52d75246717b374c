import type {
  ActionsBlock,
  AnyBlock,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  ImageBlock,
  SectionBlock,
} from '@slack/types';
import { button, image, textObject } from './elements.ts';
import { type Fragment, type Html, html } from './html.ts';
import { menu } from './menus.ts';
import { plainText, type TextContext } from './mrkdwn.ts';
import { otherBlock } from './other-blocks.ts';

/*
 * These six are drawn here because their buttons must work, their dates follow the reader, and line
 * breaks must stay. Everything else goes through slack-blocks-to-jsx.
 */
type OwnBlock =
  | SectionBlock
  | HeaderBlock
  | ContextBlock
  | ActionsBlock
  | DividerBlock
  | ImageBlock;

const own: ReadonlySet<string> = new Set([
  'section',
  'header',
  'context',
  'actions',
  'divider',
  'image',
] satisfies OwnBlock['type'][]);

/**
 * Draws the blocks of a message, an unfurl or a modal. A block that cannot be drawn becomes one line
 * that says so: the rest of the message stays readable.
 */
export function blocks(list: readonly AnyBlock[], context: TextContext): Html {
  return html`<div class="blocks">${list.map((block) => guarded(block, context))}</div>`;
}

function isOwn(block: AnyBlock): block is OwnBlock {
  return own.has(block.type);
}

function guarded(block: AnyBlock, context: TextContext): Html {
  try {
    return isOwn(block) ? drawn(block, context) : otherBlock(block, context);
  } catch {
    return html`<p class="undrawn">A block of type “${String(block.type)}” could not be drawn here. Its JSON is behind “JSON”.</p>`;
  }
}

function drawn(block: OwnBlock, context: TextContext): Html {
  switch (block.type) {
    case 'section':
      return section(block, context);
    case 'header':
      return html`<h3 class="block-header">${plainText(block.text.text)}</h3>`;
    case 'context':
      return contextBlock(block, context);
    case 'actions':
      return actions(block);
    case 'divider':
      return html`<hr class="block-divider">`;
    case 'image':
      return imageBlock(block);
  }
}

function section(block: SectionBlock, context: TextContext): Html {
  const fields = block.fields?.map(
    (field) => html`<div class="field">${textObject(field, context)}</div>`,
  );
  return html`<div class="block-section"><div class="section-body">${
    block.text && html`<div class="section-text">${textObject(block.text, context)}</div>`
  }${fields && html`<div class="fields">${fields}</div>`}</div>${accessory(block)}</div>`;
}

function accessory({ accessory: element, block_id }: SectionBlock): Fragment {
  if (element?.type === 'button') {
    return html`<div class="accessory">${button(element, block_id ?? '')}</div>`;
  }
  if (element?.type === 'image') {
    return html`<div class="accessory">${image(element, 'image_url' in element ? element.image_url : undefined, 'accessory-image')}</div>`;
  }
  if (element?.type === 'static_select' || element?.type === 'overflow') {
    return html`<div class="accessory">${menu(element, block_id ?? '')}</div>`;
  }
  return element && notUsable(element.type);
}

function contextBlock(block: ContextBlock, context: TextContext): Html {
  const elements = block.elements.map((element) =>
    element.type === 'image'
      ? image(element, 'image_url' in element ? element.image_url : undefined, 'context-image')
      : html`<span class="context-text">${textObject(element, context)}</span>`,
  );
  return html`<div class="block-context">${elements}</div>`;
}

function actions(block: ActionsBlock): Html {
  const blockId = block.block_id ?? '';
  const elements = block.elements.map((element) => {
    if (element.type === 'button') {
      return button(element, blockId);
    }
    if (element.type === 'static_select' || element.type === 'overflow') {
      return menu(element, blockId);
    }
    return notUsable(element.type);
  });
  return html`<div class="block-actions">${elements}</div>`;
}

function imageBlock(block: ImageBlock): Html {
  const picture = image(block, 'image_url' in block ? block.image_url : undefined, 'block-picture');
  return html`<figure class="block-image">${block.title && html`<figcaption>${plainText(block.title.text)}</figcaption>`}${picture}</figure>`;
}

function notUsable(type: string): Html {
  return html`<span class="undrawn">${type.replaceAll('_', ' ')} (not usable on this page)</span>`;
}
