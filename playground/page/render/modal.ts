import type { AnyBlock, InputBlock } from '@slack/types';
import type { OpenModal } from '../../slack/workspace.ts';
import { blocks } from './blocks.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { inputBlock } from './modal-inputs.ts';
import { plainText, type TextContext } from './mrkdwn.ts';

/** Draws the content of the dialog for a modal that the bot opened; the script opens and closes it. */
export function modal(open: OpenModal, context: TextContext): Html {
  const { view, errors = {} } = open;
  const body = view.blocks.map((block) =>
    isInput(block) ? inputBlock(block, errors[block.block_id ?? '']) : blocks([block], context),
  );
  return html`<form class="modal" data-view="${open.viewId}" data-hash="${open.hash}" method="dialog"><header><h2 id="modal-title">${plainText(view.title.text)}</h2><button type="button" class="icon-button" data-act="close-modal" aria-label="Close">${icon('close')}</button></header>
<div class="modal-body">${body}</div>
<footer><button type="button" class="button" data-act="close-modal">${plainText(view.close?.text ?? 'Close')}</button>${view.submit && html`<button type="submit" class="button button-primary">${plainText(view.submit.text)}</button>`}</footer></form>`;
}

function isInput(block: AnyBlock): block is InputBlock {
  return block.type === 'input' && 'element' in block;
}
