/** The page's script: follows the workspace live and turns clicks into acts. */
import { addNotice, place, post, timeZone, whileBusy } from './acting.js';
import { compose, focusComposer, switchDraft, watchComposers } from './composing.js';
import {
  closeDrawer,
  closeModal,
  confirmed,
  modalState,
  openDrawer,
  refreshDrawer,
  watchModal,
} from './dialogs.js';
import { clampLong, redraw, unread } from './drawing.js';
import { all, around, byId, one } from './elements.js';
import { watchKeys } from './keyboard.js';

const timeline = byId('timeline', HTMLElement);

/**
 * What a click on an element with `data-act` does.
 * @type {Record<string, (control: HTMLElement) => unknown>}
 */
const acts = {
  go: (link) => visit(link.getAttribute('href')),
  thread: async (link) => {
    await visit(link.getAttribute('href'));
    // On a phone the focus would bring up the keyboard, over the thread that is to be read.
    if (matchMedia('(hover: hover)').matches) {
      focusComposer('thread');
    }
  },
  'close-thread': closeThread,
  drawer: (link) => openDrawer(link.getAttribute('href') ?? '/drawer?'),
  'close-drawer': closeDrawer,
  'close-modal': closeModal,
  'open-sidebar': () => setSidebar(true),
  'close-sidebar': () => setSidebar(false),
  press: (control) => press(control),
  invite: (control) => whileBusy(control, post('invite', { channelId: place.channel })),
  bot: (control) => whileBusy(control, post('bot', { on: control.dataset.on === 'true' })),
  delete: (control) => deleteMessage(control),
  fault: (control) =>
    post('fault', {
      id: control.dataset.fault,
      on: control.getAttribute('aria-checked') !== 'true',
    }),
  try: async (control) => {
    const link = one(
      HTMLAnchorElement,
      `[data-channel-id="${CSS.escape(control.dataset.go ?? '')}"]`,
    );
    if (link && control.dataset.go !== place.channel) {
      await visit(link.href);
    }
    setSidebar(false);
    compose(control.dataset.text ?? '');
  },
  dismiss: (control) => control.closest('.notice')?.remove(),
  jump: () => timeline.scrollTo({ top: timeline.scrollHeight }),
  'see-more': (control) => {
    control.previousElementSibling?.classList.remove('clamped');
    control.remove();
  },
};

document.addEventListener('click', (event) => {
  const control = around(event.target, '[data-act]');
  const act = acts[control?.dataset.act ?? ''];
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!control || !act || !isPlain) {
    return;
  }
  const opensTab =
    control.getAttribute('target') === '_blank' && control.dataset.confirm === undefined;
  if (!opensTab) {
    event.preventDefault();
  }
  act(control);
});

document.addEventListener('change', (event) => {
  const control = around(event.target, '[data-act="choose"]');
  if (control instanceof HTMLSelectElement && control.value) {
    whileBusy(control, tellBot(control, { value: control.value }));
  }
});

/** @param {HTMLElement} control */
function deleteMessage(control) {
  const { channel: channelId, ts } = around(control, '[data-ts]')?.dataset ?? {};
  return whileBusy(control, post('delete', { userId: place.as, channelId, ts }));
}

/**
 * Presses a button of a message: asks first where it says so, opens its address, tells the bot.
 * @param {HTMLElement} control
 */
async function press(control) {
  if (control.getAttribute('aria-busy') === 'true') {
    return;
  }
  if (control.dataset.confirm !== undefined) {
    if (!(await confirmed(control.dataset.confirm))) {
      return;
    }
    const address = control.getAttribute('href');
    if (address) {
      window.open(address, '_blank', 'noopener');
    }
  }
  await whileBusy(control, tellBot(control));
}

/**
 * @param {HTMLElement} control
 * @param {{ value?: string }} [extra]
 */
function tellBot(control, extra = {}) {
  const element = {
    userId: place.as,
    blockId: control.dataset.block,
    actionId: control.dataset.action,
    ...extra,
  };
  const form = around(control, '[data-view]');
  if (form) {
    return post('click-in-modal', {
      ...element,
      viewId: form.dataset.view,
      state: modalState(form),
    });
  }
  const message = around(control, '[data-ts]');
  if (!message) {
    return Promise.resolve();
  }
  const unfurlUrl = around(control, '[data-unfurl]')?.dataset.unfurl;
  const { channel: channelId, ts } = message.dataset;
  return post('click', { ...element, channelId, ts, ...(unfurlUrl ? { unfurlUrl } : {}) });
}

/**
 * Goes to another place of the page, without loading it anew.
 * @param {string | null} address
 */
async function visit(address, { keepHistory = false } = {}) {
  const url = new URL(address ?? '/', location.href);
  if (!keepHistory) {
    history.pushState(null, '', url);
  }
  const name = url.searchParams.get('channel');
  const link = all(HTMLAnchorElement, '.channel').find((candidate) =>
    [candidate.dataset.channelId, new URL(candidate.href).searchParams.get('channel')].includes(
      name,
    ),
  );
  const channel = link?.dataset.channelId ?? place.channel;
  if (channel !== place.channel) {
    switchDraft(place.channel, channel);
  }
  place.channel = channel;
  place.thread = url.searchParams.get('thread') ?? undefined;
  setSidebar(false);
  byId('jump', HTMLElement).hidden = true;
  await redraw({ moved: true });
}

async function closeThread() {
  const url = new URL(location.href);
  url.searchParams.delete('thread');
  await visit(url.href);
  focusComposer();
}

/**
 * @param {boolean} isOpen
 * @returns {boolean} whether it was open (it can only be open on a narrow screen)
 */
function setSidebar(isOpen) {
  const wasOpen = document.body.classList.contains('with-sidebar');
  document.body.classList.toggle('with-sidebar', isOpen);
  const opener = one(HTMLElement, '[data-act="open-sidebar"]');
  opener?.setAttribute('aria-expanded', String(isOpen));
  if (isOpen) {
    one(HTMLElement, '#channels [aria-current]')?.focus();
  } else if (wasOpen) {
    opener?.focus();
  }
  return wasOpen;
}

function follow() {
  const events = new EventSource(`/events?as=${encodeURIComponent(place.as)}`);
  events.addEventListener('open', () => {
    setLive(true);
    // What happened between the drawing of the page, or the loss of the stream, and now.
    redraw();
  });
  events.addEventListener('error', () => setLive(false));
  events.addEventListener('message', ({ data }) => hear(JSON.parse(data)));
}

/** @param {boolean} isLive whether changes arrive as they happen */
function setLive(isLive) {
  document.body.classList.toggle('live', isLive);
  document.body.classList.toggle('offline', !isLive);
}

/** @param {{ kind: string, text: string, channelId: string, isUpdate?: boolean }} change */
function hear(change) {
  if (change.kind === 'notice') {
    addNotice(change.text, change.channelId);
  } else if (change.kind === 'call') {
    refreshDrawer();
  } else {
    if (change.kind === 'message' && !change.isUpdate && change.channelId !== place.channel) {
      unread.add(change.channelId);
    }
    redraw();
  }
}

timeline.addEventListener('scroll', () => {
  if (timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < 40) {
    byId('jump', HTMLElement).hidden = true;
  }
});
window.addEventListener('popstate', () => visit(location.href, { keepHistory: true }));
watchComposers();
watchModal();
watchKeys({ closeThread, closeSidebar: () => setSidebar(false) });
for (const scroller of document.querySelectorAll('.scroller')) {
  clampLong(scroller);
  scroller.scrollTop = scroller.scrollHeight;
}
follow();
if (document.body.dataset.timeZone !== timeZone) {
  redraw({ moved: true });
}
