/** Modals that the bot opens, the question before a risky button, and the drawer with the JSON. */
import { byId, place, post, timeZone, whileBusy } from './acting.js';

let shownModal = '';
/** @type {string | undefined} */
let drawerAddress;

/** @param {string} markup of the modal on top, or nothing */
export function showModal(markup) {
  if (markup === shownModal) return;
  shownModal = markup;
  const dialog = byId('modal');
  dialog.innerHTML = markup;
  if (markup && !dialog.open) dialog.showModal();
  if (!markup && dialog.open) dialog.close();
  if (markup) dialog.querySelector('.modal-body :is(input, textarea, select)')?.focus();
}

/** Lets Escape, and the server, close a modal; submits it with the state of its inputs. */
export function watchModal() {
  const dialog = byId('modal');
  if (dialog.childElementCount > 0) dialog.showModal();
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    closeModal();
  });
  dialog.addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.target;
    const act = { userId: place.as, viewId: form.dataset.view, state: modalState(form) };
    whileBusy(event.submitter ?? form, post('submit-modal', act));
  });
}

export function closeModal() {
  const viewId = byId('modal').querySelector('form')?.dataset.view;
  if (viewId) post('close-modal', { userId: place.as, viewId });
}

/** `view.state` as Slack sends it: block, then action, then the element's value. */
export function modalState(form) {
  const values = {};
  for (const input of form.querySelectorAll('[data-input]')) {
    const { block, action, input: type } = input.dataset;
    values[block] = { ...values[block], [action]: { type, ...stateOf(input, type) } };
  }
  return { values };
}

function stateOf(input, type) {
  const chosen = [...input.querySelectorAll('input:checked')].map(asOption);
  const control = input.querySelector('input, textarea, select');
  const value = control?.value || null;
  switch (type) {
    case 'checkboxes':
      return { selected_options: chosen };
    case 'radio_buttons':
      return { selected_option: chosen[0] ?? null };
    case 'static_select':
      return { selected_option: value ? asOption(control.selectedOptions[0]) : null };
    case 'datepicker':
      return { selected_date: value };
    case 'timepicker':
      return { selected_time: value };
    default:
      return { value };
  }
}

function asOption(control) {
  const text = (control.text ?? control.parentElement.textContent).trim();
  return { value: control.value, text: { type: 'plain_text', text, emoji: true } };
}

/**
 * Asks the question that a button brings along.
 * @param {string} question JSON of the confirm object
 * @returns {Promise<boolean>}
 */
export function confirmed(question) {
  const { title, text, yes, no, danger } = JSON.parse(question);
  const dialog = byId('confirm');
  byId('confirm-title').textContent = title;
  byId('confirm-text').textContent = text;
  const [noButton, yesButton] = dialog.querySelectorAll('footer button');
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
  byId('drawer-title').textContent = address.includes('ts=') ? 'Behind the message' : 'All calls';
  const dialog = byId('drawer');
  await fillDrawer();
  if (!dialog.open) dialog.show();
  dialog.querySelector('button')?.focus();
}

export function closeDrawer() {
  drawerAddress = undefined;
  byId('drawer').close();
}

/** Follows the log while it is open; opened entries stay open. */
export async function refreshDrawer() {
  if (drawerAddress) await fillDrawer();
}

async function fillDrawer() {
  const body = byId('drawer-body');
  const asked = drawerAddress;
  const answer = await fetch(`${asked}&tz=${encodeURIComponent(timeZone)}`);
  const markup = await answer.text();
  if (asked !== drawerAddress) return;
  const opened = [...body.querySelectorAll('[data-call] > [open]')].map(
    (entry) => entry.parentElement.dataset.call,
  );
  body.innerHTML = markup;
  for (const id of opened)
    body.querySelector(`[data-call="${id}"] > details`)?.setAttribute('open', '');
}
