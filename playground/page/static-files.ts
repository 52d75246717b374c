import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A file of the page, as it goes over the wire. */
export interface StaticFile {
  readonly type: string;
  readonly content: Buffer;
}

const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

/** The page's own sheets; later ones win. */
const sheets = [
  'colours.css',
  'page.css',
  'sidebar.css',
  'messages.css',
  'message-actions.css',
  'notices.css',
  'text.css',
  'composer.css',
  'blocks.css',
  'dialogs.css',
  'narrow.css',
] as const;

/** The page's script and the modules that it takes in. */
export const scripts = [
  'page.js',
  'suggesting.js',
  'acting.js',
  'composing.js',
  'dialogs.js',
  'drawing.js',
  'elements.js',
  'keyboard.js',
] as const;

/**
 * Reads the page's files once, the sheets as one; nothing else of the disk is ever served, whatever a
 * request names.
 */
export function readStaticFiles(): ReadonlyMap<string, StaticFile> {
  const library = createRequire(import.meta.url).resolve('slack-blocks-to-jsx/dist/style.css');
  const sheet = [readFileSync(library), ...sheets.map(readOwn)];
  return new Map<string, StaticFile>([
    ['page.css', { type: types.css, content: Buffer.concat(sheet) }],
    ...scripts.map((name) => [name, { type: types.js, content: readOwn(name) }] as const),
    ['icon.svg', { type: types.svg, content: readOwn('icon.svg') }],
  ]);
}

function readOwn(name: string): Buffer {
  return readFileSync(fileURLToPath(new URL(`static/${name}`, import.meta.url)));
}
