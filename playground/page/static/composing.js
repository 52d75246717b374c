/** The boxes to write in: sending, growing, suggestions, and the preview of links not yet sent. */
import { byId, place, post } from './acting.js';

const previewAfterMs = 450;
const suggestions = JSON.parse(document.body.dataset.suggestions ?? '{}');
/** @type {Map<string, string>} */
const drafts = new Map();
let lastSent = '';
let previewed = '';
/** @type {ReturnType<typeof setTimeout> | undefined} */
let previewTimer;

export function watchComposers() {
  for (const form of document.querySelectorAll('.composer')) {
    const box = boxOf(form);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submit(form);
    });
    box.addEventListener('input', () => changed(form));
    box.addEventListener('keydown', (event) => pressed(event, form));
    box.addEventListener('blur', () => hideHints(form));
  }
}

/** Keeps what was being written in the channel that is left, and brings back what is in the other. */
export function switchDraft(from, to) {
  const box = boxOf(byId('composer'));
  drafts.set(from, box.value);
  write(box, drafts.get(to) ?? '');
}

/** @param {string} text */
export function compose(text) {
  const box = boxOf(byId('composer'));
  write(box, text);
  box.focus();
  changed(box.form);
}

export function focusComposer(kind = 'channel') {
  boxOf(byId(kind === 'thread' ? 'thread-composer' : 'composer')).focus();
}

function boxOf(holder) {
  return holder.querySelector('textarea');
}

function write(box, text) {
  box.value = text;
  grow(box);
}

function grow(box) {
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight, 220)}px`;
}

async function submit(form) {
  const box = boxOf(form);
  const text = box.value.trim();
  if (!text) return;
  clearTimeout(previewTimer);
  lastSent = text;
  write(box, '');
  hideHints(form);
  const isThread = form.dataset.kind === 'thread';
  const { as: userId, channel: channelId, thread: threadTs } = place;
  if (!isThread && previewed) tellPreview('');
  const sent = await post('send', { userId, channelId, text, ...(isThread ? { threadTs } : {}) });
  if (!sent && !box.value) write(box, text);
}

function changed(form) {
  const box = boxOf(form);
  grow(box);
  offer(form);
  if (form.dataset.kind === 'thread') return;
  clearTimeout(previewTimer);
  const hasLink = /https?:\/\/\S/.test(box.value) && !box.value.startsWith('/');
  if (hasLink || previewed) {
    previewTimer = setTimeout(() => tellPreview(hasLink ? box.value : ''), previewAfterMs);
  }
}

function tellPreview(text) {
  if (text === previewed) return;
  previewed = text;
  post('compose', { userId: place.as, channelId: place.channel, text });
}

/** Enter sends or takes the suggestion, Tab takes it, the arrows walk, Escape hides. */
function pressed(event, form) {
  if (event.isComposing) return;
  const box = boxOf(form);
  const chosen = form.querySelector('[aria-selected="true"]');
  if (event.key === 'ArrowUp' && !chosen && box.value === '' && lastSent) {
    event.preventDefault();
    write(box, lastSent);
  } else if (chosen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    walk(form, event.key === 'ArrowDown' ? 1 : -1);
  } else if (chosen && event.key === 'Escape') {
    event.stopPropagation();
    hideHints(form);
  } else if (chosen && (event.key === 'Tab' || event.key === 'Enter') && !event.shiftKey) {
    event.preventDefault();
    take(form, chosen);
  } else if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  }
}

/** @returns what the text at the caret asks to be completed: `{ start, options }` */
function completion(box) {
  const before = box.value.slice(0, box.selectionStart);
  const command = /^\/\S*$/.exec(before);
  if (command) {
    const options = suggestions.commands.filter(({ name }) => name.startsWith(before));
    return { start: 0, options: options.map((hint) => ({ ...hint, insert: `${hint.name} ` })) };
  }
  const mention = /(?:^|\s)@(\w*)$/.exec(before);
  if (!mention) return { start: 0, options: [] };
  const begun = mention[1].toLowerCase();
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

function offer(form) {
  const box = boxOf(form);
  const hints = form.querySelector('.hints');
  const { options } = completion(box);
  const usage = options.length === 0 ? usageOf(box.value) : undefined;
  hints.replaceChildren(...options.map((option, index) => hintRow(form, option, index)));
  if (usage) hints.replaceChildren(usageRow(usage, form.dataset.kind));
  hints.hidden = hints.childElementCount === 0;
  box.setAttribute('aria-expanded', String(options.length > 0));
}

function usageOf(text) {
  return suggestions.commands.find(
    ({ name }) => text.startsWith(`${name} `) && text.length < name.length + 2,
  );
}

function usageRow({ name, usage, about }, kind) {
  const row = document.createElement('div');
  row.className = 'hint-usage';
  row.textContent =
    kind === 'thread'
      ? 'Slash commands do not work in threads; mention the app instead.'
      : `${name} ${usage} · ${about}`;
  return row;
}

function hintRow(form, { name, usage, about, insert }, index) {
  const row = document.createElement('div');
  row.role = 'option';
  row.className = 'hint-row';
  row.ariaSelected = String(index === 0);
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

function walk(form, step) {
  const rows = [...form.querySelectorAll('.hint-row')];
  const at = rows.findIndex((row) => row.ariaSelected === 'true');
  const next = (at + step + rows.length) % rows.length;
  rows.forEach((row, index) => {
    row.ariaSelected = String(index === next);
  });
}

function take(form, row) {
  const box = boxOf(form);
  const { start } = completion(box);
  box.setRangeText(row.dataset.insert, start, box.selectionStart, 'end');
  changed(form);
}

function hideHints(form) {
  const hints = form.querySelector('.hints');
  hints.hidden = true;
  hints.replaceChildren();
}
