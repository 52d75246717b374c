import type {
  Button,
  ConfirmationDialog,
  ImageElement,
  MrkdwnElement,
  PlainTextElement,
} from '@slack/types';
import { type Fragment, type Html, html } from './html.ts';
import { mrkdwn, plainText, safeHref, type TextContext } from './mrkdwn.ts';

/** Draws a text object of either kind. */
export function textObject(text: MrkdwnElement | PlainTextElement, context: TextContext): Html {
  return text.type === 'mrkdwn'
    ? mrkdwn(text.text, context, text.verbatim === true)
    : plainText(text.text, text.emoji ?? true);
}

/**
 * Draws a button. One with an address is a link to a new tab, and the bot hears of the click too, as in Slack;
 * the browser script reads the `data-` attributes.
 */
export function button(element: Button, blockId: string): Html {
  const style = element.style ? `button button-${element.style}` : 'button';
  const label = plainText(element.text.text);
  const href = element.url === undefined ? undefined : safeHref(element.url);
  const attributes = html`class="${style}" data-act="press" data-block="${blockId}" data-action="${element.action_id ?? ''}"${named(element.accessibility_label)}${confirmAttributes(element.confirm)}`;
  return href === undefined
    ? html`<button type="button" ${attributes}>${label}</button>`
    : html`<a ${attributes} href="${href}" target="_blank" rel="noopener noreferrer">${label}<span class="visually-hidden"> (opens in a new tab)</span></a>`;
}

/** Draws a picture with its alternative text. */
export function image(
  element: Pick<ImageElement, 'alt_text'>,
  url: string | undefined,
  className: string,
): Html {
  const source = url === undefined ? undefined : safeHref(url);
  return source
    ? html`<img class="${className}" src="${source}" alt="${element.alt_text}" loading="lazy" referrerpolicy="no-referrer">`
    : html`<span class="${className}">${element.alt_text}</span>`;
}

function named(label: string | undefined): Fragment {
  return label !== undefined && html` aria-label="${label}"`;
}

function confirmAttributes(confirm: ConfirmationDialog | undefined): Fragment {
  if (!confirm) {
    return undefined;
  }
  const { title, text, confirm: yes, deny } = confirm;
  return html` aria-haspopup="dialog" data-confirm="${JSON.stringify({
    title: title?.text ?? 'Are you sure?',
    text: text.text,
    yes: yes?.text ?? 'Yes',
    no: deny?.text ?? 'Cancel',
    danger: confirm.style === 'danger',
  })}"`;
}
