import { type Fragment, type Html, html } from './html.ts';

const secretKey = /(?:^|[_-])(?:token|authorization|signature|secret|password|api_?key|cookie)$/i;
const secretText = /\b(?:xox[a-z]|xapp)-[\w-]+|\bBearer\s+\S+/gi;
const token = /"(?:[^"\\]|\\.)*"(\s*:)?|\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*/g;

/** Draws a value as indented JSON with coloured keys and values. Whatever looks like a secret is left out. */
export function jsonMarkup(value: unknown): Html {
  const text = JSON.stringify(value, withoutSecrets, 2) ?? 'undefined';
  return html`<pre class="json" tabindex="0">${coloured(text)}</pre>`;
}

/**
 * A form as people read it: Slack's forms carry JSON inside their fields, which is drawn as what it
 * says and not as a text full of backslashes.
 */
export function unfolded(form: unknown): unknown {
  if (typeof form !== 'object' || form === null || Array.isArray(form)) {
    return form;
  }
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [name, parsed(value)]));
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The emulator keeps secrets out of its log; this is the second lock on the same door. */
function withoutSecrets(key: string, value: unknown): unknown {
  if (secretKey.test(key)) {
    return '(left out)';
  }
  return typeof value === 'string' ? value.replace(secretText, '(left out)') : value;
}

function coloured(text: string): Fragment {
  const out: Fragment[] = [];
  let last = 0;
  for (const match of text.matchAll(token)) {
    out.push(
      text.slice(last, match.index),
      html`<span class="${kindOf(match)}">${match[0]}</span>`,
    );
    last = match.index + match[0].length;
  }
  return [...out, text.slice(last)];
}

function kindOf(match: RegExpExecArray): string {
  if (!match[0].startsWith('"')) {
    return 'json-word';
  }
  return match[1] === undefined ? 'json-text' : 'json-key';
}
