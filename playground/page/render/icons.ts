import { type Html, html } from './html.ts';

/** Strokes on a 20 by 20 grid, in the colour of the text around them. */
const paths = {
  hash: html`<path d="M8 3 6.5 17M13.5 3 12 17M3.5 7.5h13.5M3 12.5h13.5"/>`,
  lock: html`<rect x="4" y="9" width="12" height="8" rx="2"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>`,
  shared: html`<path d="M7 5.5 11.5 10 7 14.5 2.5 10ZM13 5.5l4.5 4.5-4.5 4.5"/>`,
  eye: html`<path d="M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5Z"/><circle cx="10" cy="10" r="2.2"/>`,
  reply: html`<path d="M17 9.5a6 6 0 0 1-6 6H4l1.6-2.4A6 6 0 1 1 17 9.5Z"/>`,
  code: html`<path d="m7 6-4 4 4 4M13 6l4 4-4 4"/>`,
  close: html`<path d="m5 5 10 10M15 5 5 15"/>`,
  menu: html`<path d="M3 6h14M3 10h14M3 14h14"/>`,
  send: html`<path d="M3 10 4.5 4 17 10 4.5 16ZM3 10h7"/>`,
  back: html`<path d="M12 4 6 10l6 6"/>`,
  down: html`<path d="M10 4v12M5 11l5 5 5-5"/>`,
  power: html`<path d="M10 3v7M6 5.5a6.5 6.5 0 1 0 8 0"/>`,
  bin: html`<path d="M4 6h12M8 6V4h4v2M5.5 6l.8 11h7.4l.8-11"/>`,
  pulse: html`<path d="M2 10h4l2.5-6 4 12L15 10h3"/>`,
} as const;

/** A small drawing that says nothing a label does not say. */
export function icon(name: keyof typeof paths): Html {
  return html`<svg class="icon" viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${paths[name]}</svg>`;
}

/** The bot's picture: a check mark and a cross, the two answers it brings. */
export function botAvatar(): Html {
  return html`<span class="avatar avatar-bot" aria-hidden="true"><svg viewBox="0 0 36 36" width="36" height="36" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"><path d="m8 19 4.500 4.500L19 13"/><path d="m22.500 14.500 6 7.500M28.500 14.500l-6 7.500" opacity=".75"/></svg></span>`;
}
