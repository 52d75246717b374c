import type { Overflow, PlainTextOption, StaticSelect } from '@slack/types';
import { type Html, html } from './html.ts';

/** Draws a menu of fixed options; choosing one tells the bot at once. */
export function menu(element: StaticSelect | Overflow, blockId: string): Html {
  const isOverflow = element.type === 'overflow';
  const label = isOverflow ? 'More actions' : (element.placeholder?.text ?? 'Select an option');
  const chosen = isOverflow ? undefined : element.initial_option?.value;
  const options = optionsOf(element).map(
    ({ text, value }) =>
      html`<option value="${value ?? ''}"${value === chosen && html` selected`}>${text.text}</option>`,
  );
  return html`<select class="button ${isOverflow ? 'menu-overflow' : 'menu'}" data-act="choose" data-block="${blockId}" data-action="${element.action_id ?? ''}" aria-label="${label}"><option value=""${chosen === undefined && html` selected`}>${isOverflow ? '⋯' : label}</option>${options}</select>`;
}

/** The options of a menu, those in groups included. */
export function optionsOf(
  element: Pick<StaticSelect, 'options' | 'option_groups'> | Overflow,
): readonly PlainTextOption[] {
  const grouped = 'option_groups' in element ? element.option_groups : undefined;
  return element.options ?? grouped?.flatMap((group) => group.options) ?? [];
}
