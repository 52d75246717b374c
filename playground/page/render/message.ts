import type { Member, Message, Unfurl } from '../../slack/workspace.ts';
import { blocks } from './blocks.ts';
import { type Fragment, type Html, html } from './html.ts';
import { botAvatar, icon } from './icons.ts';
import { mrkdwn } from './mrkdwn.ts';
import { momentOf, type Place, placeHref } from './place.ts';
import { clockTime, dayLabel } from './slack-date.ts';

/** How a message stands among its neighbours. */
export interface MessageSetting {
  /** Follows a message of the same person closely, so that name and picture need not be repeated. */
  readonly continued: boolean;
  /** Replies under it; absent inside a thread, where there is no deeper level. */
  readonly replies?: readonly Message[];
}

/** Draws one message with its unfurls, its replies' count, and what can be done with it. */
export function messageRow(message: Message, setting: MessageSetting, place: Place): Html {
  const author = place.memberOf(message.userId);
  const name = author?.name ?? message.userId;
  const hidden = message.ephemeralTo !== undefined;
  const classes = ['message', setting.continued && 'continued', hidden && 'ephemeral']
    .filter(Boolean)
    .join(' ');
  return html`<article class="${classes}" aria-label="${name}, ${clockTime(momentOf(message.ts), place.reader)}${hidden && ', only visible to you'}" data-ts="${message.ts}" data-channel="${message.channelId}" data-announce="${name}: ${message.text}">
${setting.continued ? shortTime(message, place) : avatar(author, name)}
<div class="message-main">
${hidden && html`<p class="only-you">${icon('eye')} Only visible to you</p>`}
${!setting.continued && byline(message, author, name, place)}
${message.isBroadcast && html`<p class="only-you">replied to a thread</p>`}
<div class="message-body" data-clamp>${body(message, place)}</div>
${message.unfurls.map((unfurl) => unfurled(unfurl, place))}
${setting.replies && replyCount(message, setting.replies, place)}
</div>
${toolbar(message, place, setting.replies !== undefined && !hidden)}
</article>`;
}

/** A person's picture: initials on a colour of their own, or the bot's drawing. */
export function avatar(member: Member | undefined, name: string): Html {
  if (member?.isBot) {
    return botAvatar();
  }
  const initials = name
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('');
  const hue = [...name].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % 6;
  return html`<span class="avatar avatar-${hue}" aria-hidden="true">${initials.toUpperCase()}</span>`;
}

/** What the bot attached to a link: a card behind a coloured line. */
export function unfurled(unfurl: Unfurl, place: Place): Html {
  return html`<div class="unfurl" data-unfurl="${unfurl.url}">${blocks(unfurl.blocks, place)}</div>`;
}

/** `1 reply`, `2 replies`. */
export function repliesWord(count: number): string {
  return count === 1 ? '1 reply' : `${count} replies`;
}

function body(message: Message, place: Place): Html {
  if (message.blocks.length > 0) {
    return blocks(message.blocks, place);
  }
  return html`<div class="text">${mrkdwn(message.text, place)}${message.isEdited && html` <span class="quiet">(edited)</span>`}</div>`;
}

function byline(message: Message, author: Member | undefined, name: string, place: Place): Html {
  return html`<p class="byline"><span class="author">${name}</span>${author?.isBot && html` <span class="badge">APP</span>`} ${timestamp(message, place)}</p>`;
}

function shortTime(message: Message, place: Place): Html {
  return html`<span class="gutter" aria-hidden="true">${clockTime(momentOf(message.ts), place.reader).replace(/\s[AP]M$/, '')}</span>`;
}

function timestamp(message: Message, place: Place): Html {
  const moment = momentOf(message.ts);
  const full = `${dayLabel(moment, place.reader)} at ${clockTime(moment, place.reader)}`;
  return html`<time datetime="${new Date(moment).toISOString()}" title="${full}">${clockTime(moment, place.reader)}</time>`;
}

function replyCount(message: Message, replies: readonly Message[], place: Place): Fragment {
  const last = replies.at(-1);
  if (!last) {
    return undefined;
  }
  const isMentioned = replies.some(({ notified }) => notified?.includes(place.viewer.id));
  const people = [...new Set(replies.map((reply) => reply.userId))].slice(0, 3);
  return html`<a class="reply-count" data-act="thread" href="${placeHref({ ...place, threadTs: message.ts })}"><span class="reply-people" aria-hidden="true">${people.map(
    (id) => {
      const member = place.memberOf(id);
      return avatar(member, member?.name ?? id);
    },
  )}</span><strong>${repliesWord(replies.length)}</strong>${isMentioned && html` <span class="mentions-you">mentions you</span>`} <span class="quiet">Last reply ${dayLabel(momentOf(last.ts), place.reader).toLowerCase()} at ${clockTime(momentOf(last.ts), place.reader)}</span></a>`;
}

function toolbar(message: Message, place: Place, canReply: boolean): Html {
  const thread = placeHref({ ...place, threadTs: message.ts });
  const drawer = `/drawer?${new URLSearchParams({ channel: message.channelId, ts: message.ts, as: place.viewer.id })}`;
  return html`<div class="toolbar">${canReply && html`<a class="tool" data-act="thread" href="${thread}" aria-label="Reply in thread" title="Reply in thread">${icon('reply')}</a>`}<a class="tool" data-act="drawer" href="${drawer}" aria-label="Show the JSON of this message and the calls behind it" title="JSON and calls">${icon('code')}<span class="tool-word">JSON</span></a>${canReply && html`<button type="button" class="tool" data-act="delete" aria-label="Delete this message, as an administrator may" title="Delete message">${icon('bin')}</button>`}</div>`;
}
