/** What the composer offers while somebody types: the command after a slash, a name after an at sign. */
import { all, one } from './elements.js';

/** @typedef {{ name: string, usage: string, about: string, insert: string }} Suggestion */

/** @type {{ commands: Suggestion[], mentions: Suggestion[] }} */
const suggestions = JSON.parse(document.body.dataset.suggestions ?? '{}');

/** @param {ParentNode} holder */
export function boxOf(holder) {
  const box = one(HTMLTextAreaElement, 'textarea', holder);
  if (!box) {
    throw new Error('the page has a composer without a box');
  }
  return box;
}

/**
 * The suggestion that Enter would take.
 * @param {HTMLFormElement} form
 */
export function chosenIn(form) {
  return one(HTMLElement, '[aria-selected="true"]', form);
}

/**
 * Tab always takes a suggestion; Enter sends where the suggestion is already there in full.
 * @param {KeyboardEvent} event
 * @param {HTMLTextAreaElement} box
 * @param {HTMLElement} chosen
 */
export function takes(event, box, chosen) {
  if (event.shiftKey) {
    return false;
  }
  return (
    event.key === 'Tab' ||
    (event.key === 'Enter' && !box.value.endsWith((chosen.dataset.insert ?? '').trim()))
  );
}

/**
 * What the text at the caret asks to be completed.
 * @param {HTMLTextAreaElement} box
 * @returns {{ start: number, options: Suggestion[] }}
 */
function completion(box) {
  const before = box.value.slice(0, box.selectionStart);
  const command = /^\/\S*$/.exec(before);
  if (command) {
    const options = suggestions.commands.filter(({ name }) => name.startsWith(before));
    return { start: 0, options: options.map((hint) => ({ ...hint, insert: `${hint.name} ` })) };
  }
  const mention = /(?:^|\s)@(\w*)$/.exec(before);
  if (!mention) {
    return { start: 0, options: [] };
  }
  const begun = (mention[1] ?? '').toLowerCase();
  const options = suggestions.mentions.filter(({ name }) => name.toLowerCase().startsWith(begun));
  return {
    start: before.length - begun.length - 1,
    options: options.map(({ name, about }) => ({
      name: `@${name}`,
      usage: '',
      about,
      insert: `@${name} `,
    })),
  };
}

/** @param {HTMLFormElement} form */
export function offer(form) {
  const box = boxOf(form);
  const hints = hintsOf(form);
  const { options } = completion(box);
  const usage = options.length === 0 ? usageOf(box.value) : undefined;
  hints.replaceChildren(...options.map((option, index) => hintRow(form, option, index)));
  if (usage) {
    hints.replaceChildren(usageRow(usage, form.dataset.kind));
  }
  hints.hidden = hints.childElementCount === 0;
  nameChosen(form);
}

/** @param {string} text */
function usageOf(text) {
  return suggestions.commands.find(
    ({ name }) => text.startsWith(`${name} `) && text.length < name.length + 2,
  );
}

/**
 * @param {Suggestion} command
 * @param {string | undefined} kind
 */
function usageRow({ name, usage, about }, kind) {
  const row = document.createElement('div');
  row.className = 'hint-usage';
  row.textContent =
    kind === 'thread'
      ? 'Slash commands do not work in threads; mention the app instead.'
      : `${name} ${usage} · ${about}`;
  return row;
}

/**
 * @param {HTMLFormElement} form
 * @param {Suggestion} suggestion
 * @param {number} index
 */
function hintRow(form, { name, usage, about, insert }, index) {
  const row = document.createElement('div');
  row.role = 'option';
  row.className = 'hint-row';
  row.ariaSelected = String(index === 0);
  row.id = `${hintsOf(form).id}-${index}`;
  row.dataset.insert = insert;
  const strong = document.createElement('strong');
  strong.textContent = name;
  const quiet = document.createElement('span');
  quiet.className = 'quiet';
  quiet.textContent = ` ${usage} ${about}`;
  row.append(strong, quiet);
  // Before the box loses its focus, and the suggestions with it.
  row.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    take(form, row);
  });
  return row;
}

/**
 * @param {HTMLFormElement} form
 * @param {number} step
 */
export function walk(form, step) {
  const rows = all(HTMLElement, '.hint-row', form);
  const at = rows.findIndex((row) => row.ariaSelected === 'true');
  const next = (at + step + rows.length) % rows.length;
  rows.forEach((row, index) => {
    row.ariaSelected = String(index === next);
  });
  nameChosen(form);
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} row
 */
export function take(form, row) {
  const box = boxOf(form);
  const { start } = completion(box);
  box.setRangeText(row.dataset.insert ?? '', start, box.selectionStart, 'end');
  box.dispatchEvent(new Event('input'));
}

/**
 * Tells assistive technology which suggestion Enter would take.
 * @param {HTMLFormElement} form
 */
function nameChosen(form) {
  const id = chosenIn(form)?.id;
  if (id) {
    boxOf(form).setAttribute('aria-activedescendant', id);
  } else {
    boxOf(form).removeAttribute('aria-activedescendant');
  }
}

/** @param {HTMLFormElement} form */
function hintsOf(form) {
  const hints = one(HTMLElement, '.hints', form);
  if (!hints) {
    throw new Error('the page has a composer without room for suggestions');
  }
  return hints;
}

/** @param {HTMLFormElement} form */
export function hideHints(form) {
  const hints = hintsOf(form);
  hints.hidden = true;
  hints.replaceChildren();
  nameChosen(form);
}
