import { get as emojiNamed } from 'node-emoji';
import { type Fragment, type Html, html } from './html.ts';
import { formatSlackDate, type ReaderClock } from './slack-date.ts';
import { statusEmoji } from './status-emoji.ts';

/** What text needs to know about its surroundings. */
export interface TextContext {
  readonly reader: ReaderClock;
  /** Names behind `<@U…>` and `<#C…>`. */
  readonly nameOf: (id: string) => string | undefined;
}

/*
 * Code and `<…>` are lifted out first and stand in the text as one private-use character pair,
 * so that a `*` inside a link address or a code span never starts bold.
 */
const atomPattern = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>/g;
const open = '\uE000';
const close = '\uE001';

const bareAddress = /https?:\/\/[^\s<>|\uE000]+/g;

const inlinePattern =
  /(https?:\/\/[^\s<>|\uE000]+)|\uE000(\d+)\uE001|:([a-z0-9_+-]+):|(?<![\p{L}\p{N}*])\*(?!\s)([^*\n]+)(?<!\s)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?!\s)([^_\n]+)(?<!\s)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?!\s)([^~\n]+)(?<!\s)~(?![\p{L}\p{N}~])|\n/gu;

/**
 * Draws Slack's mrkdwn as Slack does: entities, links, mentions, dates, emphasis, code, quotes, emoji.
 *
 * @param verbatim whether bare addresses stay text, as in a text object that says `verbatim`
 */
export function mrkdwn(text: string, context: TextContext, verbatim = false): Html {
  const atoms: Html[] = [];
  const keep = (atom: Html) => `${open}${atoms.push(atom) - 1}${close}`;
  const lifted = text
    .replaceAll(/[\uE000\uE001]/g, '')
    .replaceAll(atomPattern, (_, fence?: string, code?: string, angle?: string) =>
      keep(atomMarkup(fence, code, angle, context)),
    );
  const settled = verbatim
    ? lifted.replaceAll(bareAddress, (address) => keep(html`${decoded(address)}`))
    : lifted;
  return html`${quoted(settled, atoms)}`;
}

/** Draws a `plain_text` object: no markup but emoji and line breaks. */
export function plainText(text: string, emoji = true): Html {
  const lines = text
    .split('\n')
    .map((line) => (emoji ? line.split(/(:[a-z0-9_+-]+:)/).map(emojiOr) : line));
  return html`${lines.map((line, index) => [index > 0 && html`<br>`, line])}`;
}

/** An http(s) or mail address that may stand in `href`; anything else, such as `javascript:`, is `undefined`. */
export function safeHref(url: string): string | undefined {
  return /^(?:https?:\/\/|mailto:)/i.test(url) ? url : undefined;
}

function atomMarkup(
  fence: string | undefined,
  code: string | undefined,
  angle: string | undefined,
  context: TextContext,
): Html {
  if (fence !== undefined) {
    return html`<pre class="code-block">${decoded(fence.replace(/^\n/, ''))}</pre>`;
  }
  if (code !== undefined) {
    return html`<code>${decoded(code)}</code>`;
  }
  return angleMarkup(angle ?? '', context);
}

function angleMarkup(content: string, context: TextContext): Html {
  const bar = content.indexOf('|');
  const target = bar < 0 ? content : content.slice(0, bar);
  const label = bar < 0 ? undefined : content.slice(bar + 1);
  if (/^[@#]/.test(target)) {
    return mention(target, label, context);
  }
  if (target.startsWith('!date^')) {
    return date(target, label ?? '', context.reader);
  }
  if (target.startsWith('!')) {
    return broadcast(target, label);
  }
  const href = safeHref(decoded(target));
  if (href === undefined) {
    return html`${`<${decoded(content)}>`}`;
  }
  return anchor(href, decoded(label ?? target.replace(/^mailto:/, '')));
}

function anchor(href: string, label: string): Html {
  return html`<a href="${href}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}

function mention(target: string, label: string | undefined, context: TextContext): Html {
  const name = context.nameOf(target.slice(1)) ?? label ?? target.slice(1);
  return html`<span class="mention">${target[0]}${name}</span>`;
}

function broadcast(target: string, label: string | undefined): Html {
  const word = target.startsWith('!subteam^') ? (label ?? '@group') : `@${target.slice(1)}`;
  return html`<span class="mention mention-all">${word}</span>`;
}

function date(target: string, fallback: string, reader: ReaderClock): Html {
  const [, seconds = '', format = '', link] = target.split('^');
  const epochMs = Number(seconds) * 1000;
  if (!/^\d{1,11}$/.test(seconds)) {
    return html`${decoded(fallback)}`;
  }
  const shown = formatSlackDate(decoded(format), epochMs, reader);
  const time = html`<time datetime="${new Date(epochMs).toISOString()}" title="${decoded(fallback)}">${shown}</time>`;
  const href = link === undefined ? undefined : safeHref(decoded(link));
  return href
    ? html`<a href="${href}" target="_blank" rel="noopener noreferrer">${time}</a>`
    : time;
}

/** Lines that start with `>` become one quote block; the rest is running text. */
function quoted(text: string, atoms: readonly Html[]): Fragment {
  const parts: { quote: boolean; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const quote = /^(?:>|&gt;)/.test(line);
    const last = parts.at(-1);
    const content = quote ? line.replace(/^(?:>|&gt;) ?/, '') : line;
    if (last?.quote === quote) {
      last.lines.push(content);
    } else {
      parts.push({ quote, lines: [content] });
    }
  }
  return parts.map(({ quote, lines }) => {
    const inner = inline(lines.join('\n'), atoms);
    return quote ? html`<blockquote>${inner}</blockquote>` : inner;
  });
}

function inline(text: string, atoms: readonly Html[]): Fragment {
  const out: Fragment[] = [];
  let last = 0;
  for (const match of text.matchAll(inlinePattern)) {
    out.push(decoded(text.slice(last, match.index)), inlineMarkup(match, atoms));
    last = match.index + match[0].length;
  }
  return [...out, decoded(text.slice(last))];
}

function inlineMarkup(match: RegExpExecArray, atoms: readonly Html[]): Fragment {
  const [whole, url, atom, emoji, bold, italic, strike] = match;
  if (url !== undefined) {
    return bareLink(url);
  }
  if (atom !== undefined) {
    return atoms[Number(atom)];
  }
  if (emoji !== undefined) {
    return emojiOr(whole);
  }
  if (bold !== undefined) {
    return html`<strong>${inline(bold, atoms)}</strong>`;
  }
  if (italic !== undefined) {
    return html`<em>${inline(italic, atoms)}</em>`;
  }
  if (strike !== undefined) {
    return html`<s>${inline(strike, atoms)}</s>`;
  }
  return html`<br>`;
}

/** Slack links bare addresses, without the punctuation that ends the sentence. */
function bareLink(url: string): Fragment {
  const address = url.replace(/(?:&gt;|[.,;:!?'")\]*_~])+$/, '');
  return [anchor(decoded(address), decoded(address)), decoded(url.slice(address.length))];
}

function emojiOr(text: string): Fragment {
  const name = /^:([a-z0-9_+-]+):$/.exec(text)?.[1];
  const picture = name && (statusEmoji(name) ?? emojiNamed(name));
  if (!picture) {
    return text;
  }
  return html`<span class="emoji" role="img" aria-label="${name.replaceAll('_', ' ')}">${picture}</span>`;
}

/** Slack knows these three entities only. */
function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
