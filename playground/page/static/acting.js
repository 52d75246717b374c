/** Where this page is, and how it tells the server what a person did. */
import { all, byId } from './elements.js';

const { dataset } = document.body;

/** The person, channel and thread on show; `drawing.js` keeps it in step with the server's answer. */
export const place = {
  as: dataset.as ?? '',
  channel: dataset.channel ?? '',
  thread: dataset.thread || undefined,
};

export const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * Posts an act; a failure becomes a notice above the composer.
 * @param {string} act
 * @param {Record<string, unknown> & { channelId?: string | undefined }} body
 * @returns {Promise<boolean>} whether it went through
 */
export async function post(act, body) {
  try {
    const response = await fetch(`/act/${act}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      addNotice(await response.text(), body.channelId);
    }
    return response.ok;
  } catch {
    addNotice('The playground does not answer. Is it still running in the terminal?');
    return false;
  }
}

/**
 * Shows a line as Slackbot would, to this person only.
 * @param {string} text
 * @param {string} [channel] where it was caused and is shown; left out: wherever the reader is
 */
export function addNotice(text, channel) {
  const notice = document.createElement('div');
  notice.className = 'notice';
  if (channel) {
    notice.dataset.channel = channel;
  }
  const words = document.createElement('p');
  const author = document.createElement('strong');
  author.textContent = 'Slackbot';
  const quiet = document.createElement('span');
  quiet.className = 'quiet';
  quiet.textContent = ' Only visible to you';
  const line = document.createElement('span');
  line.className = 'notice-text';
  line.textContent = text;
  words.append(author, quiet, line);
  const dismiss = document.createElement('button');
  dismiss.type = 'button';
  dismiss.className = 'icon-button';
  dismiss.dataset.act = 'dismiss';
  dismiss.setAttribute('aria-label', 'Dismiss');
  dismiss.textContent = '✕';
  notice.append(words, dismiss);
  const notices = byId('notices', HTMLElement);
  notices.append(notice);
  for (const old of [...notices.children].slice(0, -3)) {
    old.remove();
  }
  placeNotices();
}

/** Shows the lines that belong to the channel on show, and hides those of others. */
export function placeNotices() {
  for (const notice of all(HTMLElement, '.notice')) {
    const { channel } = notice.dataset;
    notice.hidden = channel !== undefined && channel !== place.channel;
  }
}

/** Takes every line away, once what they complained about is over. */
export function clearNotices() {
  byId('notices', HTMLElement).replaceChildren();
}

/**
 * Shows that a control is at work until the promise ends.
 * @param {Element} control
 * @param {Promise<unknown>} work
 */
export async function whileBusy(control, work) {
  control.setAttribute('aria-busy', 'true');
  try {
    await work;
  } finally {
    control.removeAttribute('aria-busy');
  }
}
