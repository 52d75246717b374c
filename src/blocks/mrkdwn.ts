import type { MrkdwnElement } from '@slack/types';
import { cutText, plain } from '../runs/plain-text.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Look-alikes that Slack does not read as formatting, for the marks it does. */
const lookAlikes: Readonly<Record<string, string>> = {
  '*': '∗',
  _: 'ˍ',
  '~': '∼',
  '`': 'ˋ',
  ':': '꞉',
};

/** A mark that can open or close formatting (one not inside a word), an emoji's name, or a quotation. */
const formatting =
  /`|(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])|:(?=[^\s:]{1,100}:)|^>(?:[ >]*>)?/gu;

/**
 * Text from outside for a mrkdwn object: as {@link plain}, and unable to ping, to link or to format.
 *
 * @param maxLength counted after escaping, as Slack counts
 * @see https://docs.slack.dev/messaging/formatting-message-text/#escaping
 */
export function escaped(text: string, maxLength: number): string {
  const harmless = plain(text, maxLength).replace(
    formatting,
    (mark) => lookAlikes[mark] ?? '›'.repeat(mark.length),
  );
  const fitting = cutText(harmless, maxLength, (character) => escapeCharacter(character).length);
  return Array.from(fitting, escapeCharacter).join('');
}

function escapeCharacter(character: string): string {
  return escapes[character] ?? character;
}

/**
 * A link with a label of our own making or already escaped; only the label where the address is not
 * http(s), or longer than a card has room for.
 */
export function link(url: string | undefined, label: string, maxUrlLength: number): string {
  const address = url === undefined ? undefined : webAddress(url, maxUrlLength);
  const escapedAddress = address?.replaceAll('&', '&amp;') ?? '';
  return escapedAddress === '' || escapedAddress.length > maxUrlLength
    ? label
    : `<${escapedAddress}|${label}>`;
}

/** In characters; reading an address can make it shorter, so that this is more than any place takes. */
const longestUrlRead = 10_000;

/** The URL in a form that can stand in a link or a button: http(s), no white space, within the length. */
export function webAddress(url: string, maxLength: number): string | undefined {
  const parsed = url.length > longestUrlRead ? null : URL.parse(url);
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) {
    return undefined;
  }
  const address = parsed.href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E');
  return address.length > maxLength ? undefined : address;
}

/**
 * A moment in the reader's own time zone, with a fallback in UTC for clients that cannot.
 *
 * @param timeMs milliseconds since the epoch, as far as JavaScript's dates reach
 * @param form `time` leaves out the day, where a moment beside it names it
 * @see https://docs.slack.dev/messaging/formatting-message-text/#date-formatting
 */
export function moment(timeMs: number, form: 'day and time' | 'time' = 'day and time'): string {
  const seconds = Math.floor(timeMs / 1000);
  const [day = '', time = ''] = new Date(timeMs).toISOString().split('T');
  const utc = `${time.slice(0, 5)} UTC`;
  return form === 'time'
    ? `<!date^${seconds}^{time}|${utc}>`
    : `<!date^${seconds}^{date_short_pretty} at {time}|${day} ${utc}>`;
}

/** A mention of a person; only for ids that Slack itself sent. */
export function mention(userId: string): string {
  return /^[UW][A-Z0-9]{1,30}$/.test(userId) ? `<@${userId}>` : 'somebody';
}

/** A mrkdwn object in which Slack makes no links or mentions of its own. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}
