import type {
  Checkboxes,
  InputBlock,
  PlainTextOption,
  RadioButtons,
  StaticSelect,
} from '@slack/types';
import { type Fragment, type Html, html } from './html.ts';
import { optionsOf } from './menus.ts';
import { plainText } from './mrkdwn.ts';

/** Draws one input of a modal with its label, hint and what the bot said was wrong with it. */
export function inputBlock(block: InputBlock, error: string | undefined): Html {
  const { element, block_id: blockId = '' } = block;
  const id = `input-${blockId}`;
  const isGroup = element.type === 'checkboxes' || element.type === 'radio_buttons';
  const label = html`${plainText(block.label.text)}${block.optional && html` <span class="quiet">(optional)</span>`}`;
  const notes = html`${block.hint && html`<p class="hint">${plainText(block.hint.text)}</p>`}${error !== undefined && html`<p class="input-error" role="alert">${error}</p>`}`;
  return isGroup
    ? html`<fieldset class="input" ${inputAttributes(block)}><legend>${label}</legend>${choices(element, blockId)}${notes}</fieldset>`
    : html`<div class="input" ${inputAttributes(block)}><label for="${id}">${label}</label>${control(block, id)}${notes}</div>`;
}

function inputAttributes(block: InputBlock): Html {
  return html`data-input="${block.element.type}" data-block="${block.block_id ?? ''}" data-action="${block.element.action_id ?? ''}"`;
}

function control(block: InputBlock, id: string): Fragment {
  const { element } = block;
  const required = block.optional !== true && html` required`;
  switch (element.type) {
    case 'plain_text_input':
      return element.multiline
        ? html`<textarea id="${id}" rows="4"${required}>${element.initial_value ?? ''}</textarea>`
        : html`<input id="${id}" type="text" value="${element.initial_value ?? ''}" placeholder="${element.placeholder?.text ?? ''}"${required}>`;
    case 'email_text_input':
    case 'url_text_input':
      return html`<input id="${id}" type="${element.type === 'url_text_input' ? 'url' : 'email'}" value="${element.initial_value ?? ''}"${required}>`;
    case 'number_input':
      return html`<input id="${id}" type="number" step="${element.is_decimal_allowed ? 'any' : '1'}" value="${element.initial_value ?? ''}"${required}>`;
    case 'datepicker':
      return html`<input id="${id}" type="date" value="${element.initial_date ?? ''}"${required}>`;
    case 'timepicker':
      return html`<input id="${id}" type="time" value="${element.initial_time ?? ''}"${required}>`;
    case 'static_select':
      return select(element, id, required);
    default:
      return html`<p class="undrawn">${element.type.replaceAll('_', ' ')} (not usable on this page)</p>`;
  }
}

function select(element: StaticSelect, id: string, required: Fragment): Html {
  const options = optionsOf(element).map(
    ({ value, text }) =>
      html`<option value="${value ?? ''}"${value === element.initial_option?.value && html` selected`}>${text.text}</option>`,
  );
  return html`<select id="${id}"${required}><option value="">${element.placeholder?.text ?? 'Select an option'}</option>${options}</select>`;
}

function choices(element: Checkboxes | RadioButtons, blockId: string): Fragment {
  const isMany = element.type === 'checkboxes';
  const initial = isMany ? element.initial_options : [element.initial_option];
  const chosen = new Set(initial?.map((option) => option?.value));
  return element.options.map(
    ({ value, text }: { value?: string; text: PlainTextOption['text'] | { text: string } }) =>
      html`<label class="choice"><input type="${isMany ? 'checkbox' : 'radio'}" name="choice-${blockId}" value="${value ?? ''}"${chosen.has(value) && html` checked`}> ${text.text}</label>`,
  );
}
