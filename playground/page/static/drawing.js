/** Keeps what is on the screen equal to what the server draws, without losing focus or scroll. */
import { addNotice, byId, place, timeZone } from './acting.js';
import { showModal } from './dialogs.js';

const clampAbove = 700;
const nearBottom = 80;
/** @type {Map<string, string>} */
const drawn = new Map();
/** @type {Set<string>} */
export const unread = new Set();
let isDrawing = false;
let isStale = false;
let isNewPlace = false;

/**
 * Fetches the page's changing parts and draws them. Calls that come while one is under way become one more.
 * @param {{ moved?: boolean }} [options] `moved`: another channel, thread or person is to be shown
 */
export async function redraw({ moved = false } = {}) {
  isNewPlace ||= moved;
  isStale = true;
  if (isDrawing) return;
  isDrawing = true;
  try {
    while (isStale) {
      isStale = false;
      await drawOnce();
    }
  } catch {
    addNotice('The playground does not answer. Is it still running in the terminal?');
  } finally {
    isDrawing = false;
  }
}

async function drawOnce() {
  const query = new URLSearchParams({ as: place.as, channel: place.channel, tz: timeZone });
  if (place.thread) query.set('thread', place.thread);
  const asked = String(query);
  const answer = await fetch(`/view?${asked}`);
  const view = await answer.json();
  // Somebody moved on while this was on its way: a later answer follows.
  if (isStale && isNewPlace && view.place.channel !== place.channel) return;
  const moved = isNewPlace;
  isNewPlace = false;
  settle(view.place);
  for (const id of ['people', 'channels', 'faults', 'header', 'preview'])
    replace(id, view.parts[id]);
  drawRows('timeline', view.parts.timeline, moved);
  drawRows('thread', view.parts.thread, moved);
  showModal(view.parts.modal);
  markUnread();
}

/** @param {{ as: string, channel: string, name: string, thread: string | null }} there */
function settle(there) {
  place.channel = there.channel;
  place.thread = there.thread ?? undefined;
  unread.delete(there.channel);
  document.body.classList.toggle('with-thread', there.thread !== null);
  document.title = `#${there.name} · Testrun playground`;
  const box = byId('composer').querySelector('textarea');
  box?.setAttribute('placeholder', `Message #${there.name}`);
  box?.setAttribute('aria-label', `Message #${there.name}`);
}

function markUnread() {
  for (const link of document.querySelectorAll('.channel')) {
    const isUnread = unread.has(link.dataset.channelId);
    link.querySelector('.unread').hidden = !isUnread;
    link.classList.toggle('has-unread', isUnread);
  }
}

/**
 * @param {string} id
 * @param {string} markup
 */
function replace(id, markup) {
  if (drawn.get(id) === markup) return;
  drawn.set(id, markup);
  const holder = byId(id);
  const focused = focusMark(holder);
  holder.innerHTML = markup;
  if (focused) holder.querySelector(focused)?.focus();
}

/**
 * Draws rows by their keys: a row whose version is the same stays the very element it was.
 * @param {string} id
 * @param {string} markup
 * @param {boolean} moved
 */
function drawRows(id, markup, moved) {
  if (drawn.get(id) === markup && !moved) return;
  drawn.set(id, markup);
  const scroller = byId(id);
  const wasNear = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearBottom;
  const fresh = reconcile(scroller, markup);
  clampLong(scroller);
  if (moved || wasNear) scroller.scrollTop = scroller.scrollHeight;
  else if (fresh.length > 0 && id === 'timeline') byId('jump').hidden = false;
  if (!moved) announce(fresh);
}

/**
 * @param {Element} scroller
 * @param {string} markup
 * @returns {Element[]} rows that were not there before
 */
function reconcile(scroller, markup) {
  const template = document.createElement('template');
  template.innerHTML = markup;
  const before = new Map([...scroller.children].map((row) => [row.dataset.key, row]));
  const fresh = [];
  const rows = [...template.content.children].map((row) => {
    const old = before.get(row.dataset.key);
    if (!old) fresh.push(row);
    if (old?.dataset.version === row.dataset.version) return old;
    return row;
  });
  const focused = focusMark(scroller);
  for (const row of scroller.children) if (!rows.includes(row)) row.inert = true;
  placeRows(scroller, rows);
  if (focused && document.activeElement === document.body) scroller.querySelector(focused)?.focus();
  return fresh;
}

/** Moves as little as possible: an element that is taken out and put back loses its focus. */
function placeRows(scroller, rows) {
  const wanted = new Set(rows);
  for (const row of [...scroller.children]) if (!wanted.has(row)) row.remove();
  rows.forEach((row, index) => {
    if (scroller.children[index] !== row)
      scroller.insertBefore(row, scroller.children[index] ?? null);
  });
}

/** A selector that finds the focused control again after its surroundings were drawn anew. */
function focusMark(holder) {
  const active = document.activeElement;
  if (!active || active === holder || !holder.contains(active)) return undefined;
  const row = active.closest('[data-key]');
  const within = row ? `[data-key="${CSS.escape(row.dataset.key)}"] ` : '';
  for (const name of ['data-action', 'data-fault', 'href', 'data-act']) {
    const value = active.getAttribute(name);
    if (value) return `${within}[${name}="${CSS.escape(value)}"]`;
  }
  return undefined;
}

function announce(fresh) {
  const lines = fresh
    .map((row) => row.querySelector('[data-announce]')?.dataset.announce)
    .filter(Boolean);
  if (lines.length > 0) byId('announcer').textContent = lines.join('. ');
}

/** Long messages end in "See more", as in Slack. */
export function clampLong(scroller) {
  for (const body of scroller.querySelectorAll('[data-clamp]')) {
    body.removeAttribute('data-clamp');
    if (body.scrollHeight <= clampAbove) continue;
    body.classList.add('clamped');
    const more = document.createElement('button');
    more.type = 'button';
    more.className = 'see-more';
    more.dataset.act = 'see-more';
    more.textContent = 'See more';
    body.after(more);
  }
}
