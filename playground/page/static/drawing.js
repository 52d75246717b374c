/** Keeps what is on the screen equal to what the server draws, without losing focus or scroll. */
import { addNotice, clearNotices, place, placeNotices, timeZone } from './acting.js';
import { showModal } from './dialogs.js';
import { all, byId, childrenOf, one } from './elements.js';

const clampAbove = 700;
const nearBottom = 80;
/** @type {Map<string, string>} */
const drawn = new Map();
/** @type {Set<string>} */
export const unread = new Set();
let isDrawing = false;
let isStale = false;
let isNewPlace = false;
/** @type {string | null} */
let bot = null;

/**
 * Fetches the page's changing parts and draws them. Calls that come while one is under way become one more.
 * @param {{ moved?: boolean }} [options] `moved`: another channel, thread or person is to be shown
 */
export async function redraw({ moved = false } = {}) {
  isNewPlace ||= moved;
  isStale = true;
  if (isDrawing) {
    return;
  }
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
  if (place.thread) {
    query.set('thread', place.thread);
  }
  const asked = String(query);
  const answer = await fetch(`/view?${asked}`);
  const view = await answer.json();
  // Somebody moved on while this was on its way: a later answer follows.
  if (isStale && isNewPlace && view.place.channel !== place.channel) {
    return;
  }
  const moved = isNewPlace;
  isNewPlace = false;
  settle(view.place);
  hearOfBot(view.bot);
  for (const id of ['people', 'channels', 'bot', 'faults', 'header', 'preview']) {
    replace(id, view.parts[id]);
  }
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
  placeNotices();
  document.body.classList.toggle('with-thread', there.thread !== null);
  document.title = `#${there.name} · Testrun playground`;
  const box = one(HTMLTextAreaElement, '#composer textarea');
  box?.setAttribute('placeholder', `Message #${there.name}`);
  box?.setAttribute('aria-label', `Message #${there.name}`);
}

/**
 * What people were told while the bot was away is over once it runs again.
 * @param {string | null} state
 */
function hearOfBot(state) {
  if (state === 'running' && bot !== null && bot !== state) {
    clearNotices();
  }
  bot = state;
}

function markUnread() {
  for (const link of all(HTMLAnchorElement, '.channel')) {
    const isUnread = unread.has(link.dataset.channelId ?? '');
    const mark = one(HTMLElement, '.unread', link);
    if (mark) {
      mark.hidden = !isUnread;
    }
    link.classList.toggle('has-unread', isUnread);
  }
}

/**
 * @param {string} id
 * @param {string} markup
 */
function replace(id, markup) {
  if (drawn.get(id) === markup) {
    return;
  }
  drawn.set(id, markup);
  const holder = byId(id, HTMLElement);
  const focused = focusMark(holder);
  holder.innerHTML = markup;
  if (focused) {
    one(HTMLElement, focused, holder)?.focus();
  }
}

/**
 * Draws rows by their keys: a row whose version is the same stays the very element it was.
 * @param {string} id
 * @param {string} markup
 * @param {boolean} moved
 */
function drawRows(id, markup, moved) {
  if (drawn.get(id) === markup && !moved) {
    return;
  }
  drawn.set(id, markup);
  const scroller = byId(id, HTMLElement);
  const wasNear = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearBottom;
  const fresh = reconcile(scroller, markup);
  clampLong(scroller);
  if (moved || wasNear) {
    scroller.scrollTop = scroller.scrollHeight;
  } else if (fresh.length > 0 && id === 'timeline') {
    byId('jump', HTMLElement).hidden = false;
  }
  if (!moved) {
    announce(fresh);
  }
}

/**
 * @param {Element} scroller
 * @param {string} markup
 * @returns {HTMLElement[]} rows that were not there before
 */
function reconcile(scroller, markup) {
  const template = document.createElement('template');
  template.innerHTML = markup;
  const before = new Map(childrenOf(scroller).map((row) => [row.dataset.key, row]));
  /** @type {HTMLElement[]} */
  const fresh = [];
  const rows = childrenOf(template.content).map((row) => {
    const old = before.get(row.dataset.key);
    if (!old) {
      fresh.push(row);
    }
    if (old && old.dataset.version === row.dataset.version) {
      return old;
    }
    return row;
  });
  const focused = focusMark(scroller);
  placeRows(scroller, rows);
  if (focused && document.activeElement === document.body) {
    one(HTMLElement, focused, scroller)?.focus();
  }
  return fresh;
}

/**
 * Moves as little as possible: an element that is taken out and put back loses its focus.
 * @param {Element} scroller
 * @param {HTMLElement[]} rows
 */
function placeRows(scroller, rows) {
  const wanted = new Set(rows);
  for (const row of childrenOf(scroller)) {
    if (!wanted.has(row)) {
      row.remove();
    }
  }
  rows.forEach((row, index) => {
    if (scroller.children[index] !== row) {
      scroller.insertBefore(row, scroller.children[index] ?? null);
    }
  });
}

/**
 * A selector that finds the focused control again after its surroundings were drawn anew.
 * @param {Element} holder
 */
function focusMark(holder) {
  const active = document.activeElement;
  if (!active || active === holder || !holder.contains(active)) {
    return undefined;
  }
  const key = active.closest('[data-key]')?.getAttribute('data-key');
  const within = key ? `[data-key="${CSS.escape(key)}"] ` : '';
  for (const name of ['data-action', 'data-fault', 'href', 'data-act']) {
    const value = active.getAttribute(name);
    if (value) {
      return `${within}[${name}="${CSS.escape(value)}"]`;
    }
  }
  return undefined;
}

/** @param {HTMLElement[]} fresh */
function announce(fresh) {
  const lines = fresh
    .map((row) => one(HTMLElement, '[data-announce]', row)?.dataset.announce)
    .filter(Boolean);
  if (lines.length > 0) {
    byId('announcer', HTMLElement).textContent = lines.join('. ');
  }
}

/**
 * Long messages end in "See more", as in Slack.
 * @param {Element} scroller
 */
export function clampLong(scroller) {
  for (const body of scroller.querySelectorAll('[data-clamp]')) {
    body.removeAttribute('data-clamp');
    if (body.scrollHeight <= clampAbove) {
      continue;
    }
    body.classList.add('clamped');
    const more = document.createElement('button');
    more.type = 'button';
    more.className = 'see-more';
    more.dataset.act = 'see-more';
    more.textContent = 'See more';
    body.after(more);
  }
}
