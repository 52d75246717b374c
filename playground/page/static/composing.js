/** The boxes to write in: sending, growing, suggestions, and the preview of links not yet sent. */
import { place, post } from './acting.js';
import { all, byId, one } from './elements.js';
import { boxOf, chosenIn, hideHints, offer, take, takes, walk } from './suggesting.js';

const previewAfterMs = 450;
/** @type {Map<string, string>} */
const drafts = new Map();
let lastSent = '';
let previewed = '';
/** @type {ReturnType<typeof setTimeout> | undefined} */
let previewTimer;

export function watchComposers() {
  for (const form of all(HTMLFormElement, '.composer')) {
    const box = boxOf(form);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submit(form);
    });
    box.addEventListener('input', () => changed(form));
    box.addEventListener('keydown', (event) => pressed(event, form));
    showPreview(form);
    box.addEventListener('blur', () => hideHints(form));
  }
}

/**
 * Keeps what was being written in the channel that is left, and brings back what is in the other.
 * @param {string} from
 * @param {string} to
 */
export function switchDraft(from, to) {
  const box = boxOf(byId('composer', HTMLElement));
  if (previewed) {
    tellPreview('');
  }
  drafts.set(from, box.value);
  write(box, drafts.get(to) ?? '');
}

/** @param {string} text */
export function compose(text) {
  const box = boxOf(byId('composer', HTMLElement));
  write(box, text);
  box.focus();
  const form = one(HTMLFormElement, '#composer .composer');
  if (form) {
    changed(form);
  }
}

export function focusComposer(kind = 'channel') {
  boxOf(byId(kind === 'thread' ? 'thread-composer' : 'composer', HTMLElement)).focus();
}

/**
 * @param {HTMLTextAreaElement} box
 * @param {string} text
 */
function write(box, text) {
  box.value = text;
  grow(box);
  if (box.form) {
    showPreview(box.form);
  }
}

/** @param {HTMLTextAreaElement} box */
function grow(box) {
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight, 220)}px`;
}

/** @param {HTMLFormElement} form */
async function submit(form) {
  const box = boxOf(form);
  const text = box.value.trim();
  if (!text) {
    return;
  }
  clearTimeout(previewTimer);
  lastSent = text;
  write(box, '');
  hideHints(form);
  const isThread = form.dataset.kind === 'thread';
  const { as: userId, channel: channelId, thread: threadTs } = place;
  const sent = await post('send', { userId, channelId, text, ...(isThread ? { threadTs } : {}) });
  if (!isThread && previewed && !box.value) {
    tellPreview('');
  }
  if (!sent && !box.value) {
    write(box, text);
  }
}

/** @param {HTMLFormElement} form */
function changed(form) {
  const box = boxOf(form);
  grow(box);
  offer(form);
  if (form.dataset.kind === 'thread') {
    return;
  }
  clearTimeout(previewTimer);
  showPreview(form);
  const linked = hasLink(box.value);
  if (linked || previewed) {
    previewTimer = setTimeout(() => tellPreview(linked ? box.value : ''), previewAfterMs);
  }
}

/** @param {string} text */
function hasLink(text) {
  return /https?:\/\/\S/.test(text) && !text.startsWith('/');
}

/**
 * A bot may answer after the link was sent or taken out: without a link there is nothing to preview.
 * @param {HTMLFormElement} form
 */
function showPreview(form) {
  if (form.dataset.kind === 'channel') {
    byId('preview', HTMLElement).hidden = !hasLink(boxOf(form).value);
  }
}

/** @param {string} text */
function tellPreview(text) {
  if (text === previewed) {
    return;
  }
  previewed = text;
  post('compose', { userId: place.as, channelId: place.channel, text });
}

/**
 * Enter sends or takes the suggestion, Tab takes it, the arrows walk, Escape hides.
 * @param {KeyboardEvent} event
 * @param {HTMLFormElement} form
 */
function pressed(event, form) {
  if (event.isComposing) {
    return;
  }
  const box = boxOf(form);
  const chosen = chosenIn(form);
  if (event.key === 'ArrowUp' && !chosen && box.value === '' && lastSent) {
    event.preventDefault();
    write(box, lastSent);
  } else if (chosen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    walk(form, event.key === 'ArrowDown' ? 1 : -1);
  } else if (chosen && event.key === 'Escape') {
    event.stopPropagation();
    hideHints(form);
  } else if (chosen && takes(event, box, chosen)) {
    event.preventDefault();
    take(form, chosen);
  } else if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  }
}
