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

const names = [
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
  'page.js',
  'suggesting.js',
  'acting.js',
  'composing.js',
  'dialogs.js',
  'drawing.js',
  'elements.js',
  'keyboard.js',
  'icon.svg',
] as const;

/** Reads the page's files once; nothing else of the disk is ever served, whatever a request names. */
export function readStaticFiles(): ReadonlyMap<string, StaticFile> {
  const own = names.map((name) => {
    const path = fileURLToPath(new URL(`static/${name}`, import.meta.url));
    return [name, { type: typeOf(name), content: readFileSync(path) }] as const;
  });
  const library = createRequire(import.meta.url).resolve('slack-blocks-to-jsx/dist/style.css');
  return new Map([...own, ['library.css', { type: types.css, content: readFileSync(library) }]]);
}

function typeOf(name: (typeof names)[number]): string {
  if (name.endsWith('.css')) return types.css;
  return name.endsWith('.js') ? types.js : types.svg;
}
