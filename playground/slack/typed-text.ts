import type { Channel, Member } from './workspace.ts';

/** What a person typed, as Slack stores it, and the links in it that the app hears of. */
export interface TypedText {
  /** Text in Slack's own form: `<https://…>`, `<@U…>`, `<#C…|name>`, `&amp;`. */
  readonly text: string;
  /** Links on the app's domains, in order, each once. */
  readonly links: readonly SharedLink[];
  /** Ids of the members that the text mentions. */
  readonly mentions: readonly string[];
}

/** A link as `link_shared` names it. */
interface SharedLink {
  /** The app's own domain that the link belongs to. */
  readonly domain: string;
  readonly url: string;
}

/** What a typed text is read against. */
export interface TypedTextRules {
  readonly members: readonly Member[];
  readonly channels: readonly Channel[];
  readonly unfurlDomains: readonly string[];
  /** Whether `&` in an event's URL is written `&amp;`. What Slack does is not documented. */
  readonly linkAmpersands: 'escaped' | 'plain';
}

interface Reading {
  readonly links: Map<string, SharedLink>;
  readonly mentions: Set<string>;
}

const CODE = /(```[\s\S]*?```|`[^`\n]+`)/;
const TOKEN = /https?:\/\/[^\s<>|"`]+|[@#][\p{L}\p{N}][\p{L}\p{N}_-]*/giu;

/** Reads what a person typed. Code stays as it is: Slack neither links nor mentions in it. */
export function readTypedText(typed: string, rules: TypedTextRules): TypedText {
  const reading: Reading = { links: new Map(), mentions: new Set() };
  const parts = typed
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? escapeText(part) : readPart(part, rules, reading)));
  return {
    text: parts.join(''),
    links: [...reading.links.values()],
    mentions: [...reading.mentions],
  };
}

function readPart(part: string, rules: TypedTextRules, reading: Reading): string {
  let text = '';
  let end = 0;
  for (const match of part.matchAll(TOKEN)) {
    const [token] = match;
    text += escapeText(part.slice(end, match.index));
    text += token.startsWith('http')
      ? readUrl(token, rules, reading)
      : readName(token, rules, reading);
    end = match.index + token.length;
  }
  return text + escapeText(part.slice(end));
}

function readUrl(token: string, rules: TypedTextRules, reading: Reading): string {
  const url = withoutTrailingPunctuation(token);
  const rest = escapeText(token.slice(url.length));
  if (!URL.canParse(url)) {
    return escapeText(token);
  }
  const domain = domainOf(new URL(url).hostname, rules.unfurlDomains);
  if (domain !== undefined) {
    const sent = rules.linkAmpersands === 'escaped' ? url.replaceAll('&', '&amp;') : url;
    reading.links.set(sent, { domain, url: sent });
  }
  return `<${url.replaceAll('&', '&amp;')}>${rest}`;
}

function withoutTrailingPunctuation(token: string): string {
  const url = token.replace(/[.,;:!?'*_~]+$/, '');
  const isUnbalanced = url.endsWith(')') && !url.includes('(');
  return isUnbalanced ? withoutTrailingPunctuation(url.slice(0, -1)) : url;
}

function domainOf(hostname: string, domains: readonly string[]): string | undefined {
  return domains.find((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}

function readName(token: string, rules: TypedTextRules, reading: Reading): string {
  const name = token.slice(1).toLowerCase();
  if (token.startsWith('#')) {
    const channel = rules.channels.find((one) => one.name === name);
    return channel === undefined ? token : `<#${channel.id}|${channel.name}>`;
  }
  if (name === 'here' || name === 'channel' || name === 'everyone') {
    return `<!${name}>`;
  }
  const member = rules.members.find((one) => one.name.toLowerCase() === name);
  if (member === undefined) {
    return token;
  }
  reading.mentions.add(member.id);
  return `<@${member.id}>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
