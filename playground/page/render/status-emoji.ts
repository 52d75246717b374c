import { type Html, html } from './html.ts';

const red = '#dd2e44';
const green = '#2f9e44';
const amber = '#f5b83d';

function drawing(shape: Html): Html {
  return html`<svg viewBox="0 0 36 36" aria-hidden="true" focusable="false" fill="none" stroke-linecap="round" stroke-linejoin="round">${shape}</svg>`;
}

function hourglass(sand: Html): Html {
  return drawing(
    html`<path fill="#e8f1f8" stroke="#8fa3b3" stroke-width="2" d="M9 4h18v6l-7 8 7 8v6H9v-6l7-8-7-8Z"/>${sand}<path stroke="#9a6a3c" stroke-width="4" d="M8 4h20M8 32h20"/>`,
  );
}

/**
 * The emoji that test results are told with, drawn by the page itself: they look the same on every
 * machine, also where no emoji font is installed. All others come from the machine's font.
 */
const drawings: ReadonlyMap<string, Html> = new Map([
  ['x', drawing(html`<path stroke="${red}" stroke-width="6" d="m7 7 22 22M29 7 7 29"/>`)],
  [
    'white_check_mark',
    drawing(
      html`<rect width="32" height="32" x="2" y="2" rx="6" fill="${green}"/><path stroke="#fff" stroke-width="4.500" d="m10 19 6 6 11-14"/>`,
    ),
  ],
  [
    'warning',
    drawing(
      html`<path fill="${amber}" stroke="${amber}" stroke-width="4" d="M18 5 3.500 31h29Z"/><path stroke="#231f20" stroke-width="4" d="M18 14v8M18 27.500v.1"/>`,
    ),
  ],
  [
    'no_entry_sign',
    drawing(
      html`<circle cx="18" cy="18" r="13.500" stroke="${red}" stroke-width="5"/><path stroke="${red}" stroke-width="5" d="m9 9 18 18"/>`,
    ),
  ],
  [
    'grey_question',
    drawing(
      html`<path stroke="#a9b5bf" stroke-width="5" d="M11 11.500c0-9 14-9 14 .5 0 6-7 5.500-7 11.500M18 31v.1"/>`,
    ),
  ],
  ['hourglass', hourglass(html`<path fill="${amber}" d="M11 30v-3l7-5 7 5v3Z"/>`)],
  [
    'hourglass_flowing_sand',
    hourglass(
      html`<path fill="${amber}" d="M11 30v-1.500l7-3 7 3V30ZM12 11h12l-6 6.500Z"/><path stroke="${amber}" stroke-width="1.500" d="M18 17v10"/>`,
    ),
  ],
]);

/** The page's drawing of an emoji, by its name without colons, where it has one. */
export function statusEmoji(name: string): Html | undefined {
  return drawings.get(name);
}
