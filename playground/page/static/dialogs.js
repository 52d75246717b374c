/** Modals that the bot opens, the question before a risky button, and the drawer with the JSON. */
import { place, post, timeZone, whileBusy } from './acting.js';
import { all, around, byId, one } from './elements.js';

let shownModal = '';
/** @type {string | undefined} */
let drawerAddress;

/** @param {string} markup of the modal on top, or nothing */
export function showModal(markup) {
  if (markup === shownModal) {
    return;
  }
  shownModal = markup;
  const dialog = byId('modal', HTMLDialogElement);
  dialog.innerHTML = markup;
  if (markup && !dialog.open) {
    dialog.showModal();
  }
  if (!markup && dialog.open) {
    dialog.close();
  }
  if (markup) {
    one(HTMLElement, '.modal-body :is(input, textarea, select)', dialog)?.focus();
  }
}

/** Lets Escape, and the server, close a modal; submits it with the state of its inputs. */
export function watchModal() {
  const dialog = byId('modal', HTMLDialogElement);
  if (dialog.childElementCount > 0) {
    dialog.showModal();
  }
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    closeModal();
  });
  dialog.addEventListener('submit', (event) => {
    event.preventDefault();
    const form = around(event.target, 'form');
    if (!form) {
      return;
    }
    const act = { userId: place.as, viewId: form.dataset.view, state: modalState(form) };
    whileBusy(event.submitter ?? form, post('submit-modal', act));
  });
}

export function closeModal() {
  const viewId = byId('modal', HTMLDialogElement).querySelector('form')?.dataset.view;
  if (viewId) {
    post('close-modal', { userId: place.as, viewId });
  }
}

/**
 * `view.state` as Slack sends it: block, then action, then the element's value.
 * @param {Element} form
 */
export function modalState(form) {
  /** @type {Record<string, Record<string, object>>} */
  const values = {};
  for (const input of all(HTMLElement, '[data-input]', form)) {
    const { block = '', action = '', input: type = '' } = input.dataset;
    values[block] = { ...values[block], [action]: { type, ...stateOf(input, type) } };
  }
  return { values };
}

/**
 * @param {Element} input
 * @param {string} type
 */
function stateOf(input, type) {
  const chosen = all(HTMLInputElement, 'input:checked', input).map(asChoice);
  const select = one(HTMLSelectElement, 'select', input)?.selectedOptions[0];
  const typed =
    one(HTMLInputElement, 'input', input) ?? one(HTMLTextAreaElement, 'textarea', input);
  const value = typed?.value || null;
  switch (type) {
    case 'checkboxes':
      return { selected_options: chosen };
    case 'radio_buttons':
      return { selected_option: chosen[0] ?? null };
    case 'static_select':
      return { selected_option: select?.value ? option(select.value, select.text) : null };
    case 'datepicker':
      return { selected_date: value };
    case 'timepicker':
      return { selected_time: value };
    default:
      return { value };
  }
}

/** @param {HTMLInputElement} control */
function asChoice(control) {
  return option(control.value, control.parentElement?.textContent ?? '');
}

/**
 * @param {string} value
 * @param {string} text
 */
function option(value, text) {
  return { value, text: { type: 'plain_text', text: text.trim(), emoji: true } };
}

/**
 * Asks the question that a button brings along.
 * @param {string} question JSON of the confirm object
 * @returns {Promise<boolean>}
 */
export function confirmed(question) {
  const { title, text, yes, no, danger } = JSON.parse(question);
  const dialog = byId('confirm', HTMLDialogElement);
  byId('confirm-title', HTMLElement).textContent = title;
  byId('confirm-text', HTMLElement).textContent = text;
  const [noButton, yesButton] = all(HTMLButtonElement, 'footer button', dialog);
  if (!noButton || !yesButton) {
    return Promise.resolve(false);
  }
  noButton.textContent = no;
  yesButton.textContent = yes;
  yesButton.className = danger ? 'button button-danger' : 'button button-primary';
  dialog.returnValue = 'no';
  dialog.showModal();
  yesButton.focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

/** @param {string} address of the drawer's content */
export async function openDrawer(address) {
  drawerAddress = address;
  byId('drawer-title', HTMLElement).textContent = address.includes('ts=')
    ? 'Behind the message'
    : 'All calls';
  const dialog = byId('drawer', HTMLDialogElement);
  await fillDrawer();
  if (!dialog.open) {
    dialog.show();
  }
  one(HTMLButtonElement, 'button', dialog)?.focus();
}

export function closeDrawer() {
  drawerAddress = undefined;
  byId('drawer', HTMLDialogElement).close();
}

/** Follows the log while it is open; opened entries stay open. */
export async function refreshDrawer() {
  if (drawerAddress) {
    await fillDrawer();
  }
}

async function fillDrawer() {
  const body = byId('drawer-body', HTMLElement);
  const asked = drawerAddress;
  const answer = await fetch(`${asked}&tz=${encodeURIComponent(timeZone)}`);
  const markup = await answer.text();
  if (asked !== drawerAddress) {
    return;
  }
  const opened = all(HTMLElement, '[data-call]:has(> [open])', body).map(
    (entry) => entry.dataset.call,
  );
  body.innerHTML = markup;
  for (const id of opened) {
    body.querySelector(`[data-call="${id}"] > details`)?.setAttribute('open', '');
  }
}
