/** Keys that work everywhere on the page. */
import { byId } from './acting.js';
import { closeDrawer } from './dialogs.js';

/**
 * Escape closes what lies on top; the arrows walk through the channels.
 * @param {{ closeThread: () => void, closeSidebar: () => boolean }} page
 */
export function watchKeys({ closeThread, closeSidebar }) {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) closeTop({ closeThread, closeSidebar });
    const isArrow = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (isArrow && document.activeElement?.closest('#channels')) {
      event.preventDefault();
      walkChannels(event.key === 'ArrowDown' ? 1 : -1);
    }
  });
}

function closeTop({ closeThread, closeSidebar }) {
  // The browser closes modal dialogs by itself.
  if (document.querySelector('dialog:modal')) return;
  if (byId('drawer').open) closeDrawer();
  else if (closeSidebar()) return;
  else if (document.body.classList.contains('with-thread')) closeThread();
}

function walkChannels(step) {
  const links = [...byId('channels').querySelectorAll('a')];
  const at = links.indexOf(document.activeElement);
  links[(at + step + links.length) % links.length]?.focus();
}
