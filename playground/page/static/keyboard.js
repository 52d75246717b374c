/** Keys that work everywhere on the page. */
import { closeDrawer } from './dialogs.js';
import { all, byId } from './elements.js';

/** @typedef {{ closeThread: () => void, closeSidebar: () => boolean }} Closing */

/**
 * Escape closes what lies on top; the arrows walk through the channels.
 * @param {Closing} closing
 */
export function watchKeys({ closeThread, closeSidebar }) {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      closeTop({ closeThread, closeSidebar });
    }
    const isArrow = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (isArrow && document.activeElement?.closest('#channels')) {
      event.preventDefault();
      walkChannels(event.key === 'ArrowDown' ? 1 : -1);
    }
  });
}

/** @param {Closing} closing */
function closeTop({ closeThread, closeSidebar }) {
  // The browser closes modal dialogs by itself.
  if (document.querySelector('dialog:modal')) {
    return;
  }
  if (byId('drawer', HTMLDialogElement).open) {
    closeDrawer();
  } else if (closeSidebar()) {
    return;
  } else if (document.body.classList.contains('with-thread')) {
    closeThread();
  }
}

/** @param {number} step */
function walkChannels(step) {
  const links = all(HTMLAnchorElement, '#channels a');
  const { activeElement } = document;
  const at = activeElement instanceof HTMLAnchorElement ? links.indexOf(activeElement) : -1;
  links[(at + step + links.length) % links.length]?.focus();
}
