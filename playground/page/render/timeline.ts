import { createHash } from 'node:crypto';
import type { Message, Workspace } from '../../slack/workspace.ts';
import { type Html, html } from './html.ts';
import { messageRow, repliesWord } from './message.ts';
import { momentOf, type Place } from './place.ts';
import { dayLabel, isoDay } from './slack-date.ts';

const groupWithinMs = 5 * 60_000;
const shownMessages = 200;
const older = keyed(
  'older',
  html`<p class="channel-start quiet">Only the last ${shownMessages} messages are shown.</p>`,
);

/** Draws a channel: dividers where a new day starts, close messages of one person grouped. */
export function timeline(workspace: Workspace, place: Place): Html {
  const viewer = place.viewer.id;
  const all = workspace.messages(place.channel.id, { viewer });
  const shown = all.slice(-shownMessages);
  const rows = shown.map((message, index) => {
    const replies = workspace.thread(place.channel.id, message.ts, { viewer }).slice(1);
    return entry(message, shown[index - 1], place, replies);
  });
  return html`${shown.length < all.length ? older : start(place)}${rows}`;
}

/** Draws an open thread. */
export function thread(workspace: Workspace, threadTs: string, place: Place): Html {
  const shown = workspace.thread(place.channel.id, threadTs, { viewer: place.viewer.id });
  const replies = shown.length - 1;
  const count = html`<p class="thread-count"><span>${repliesWord(replies)}</span></p>`;
  return html`${shown.map((message, index) => {
    const continued = index > 1 && follows(message, shown[index - 1], place);
    return [
      keyed(message.ts, messageRow(message, { continued }, place)),
      index === 0 && replies > 0 && keyed('count', count),
    ];
  })}`;
}

/** Wraps a row so that the script can tell whether it changed: equal keys and versions stay untouched. */
function keyed(key: string, content: Html): Html {
  const version = createHash('sha1').update(content.markup).digest('base64url').slice(0, 12);
  return html`<div class="row" data-key="${key}" data-version="${version}">${content}</div>`;
}

function entry(
  message: Message,
  before: Message | undefined,
  place: Place,
  replies: readonly Message[],
): readonly Html[] {
  const newDay = !before || dayOf(before, place) !== dayOf(message, place);
  const continued = !newDay && follows(message, before, place);
  const row = keyed(message.ts, messageRow(message, { continued, replies }, place));
  if (!newDay) {
    return [row];
  }
  const label = dayLabel(momentOf(message.ts), place.reader);
  return [
    keyed(`day-${dayOf(message, place)}`, html`<h3 class="day"><span>${label}</span></h3>`),
    row,
  ];
}

function follows(message: Message, before: Message | undefined, place: Place): boolean {
  return (
    before?.userId === message.userId &&
    before.ephemeralTo === message.ephemeralTo &&
    message.ephemeralTo === undefined &&
    place.memberOf(message.userId)?.isBot !== true &&
    momentOf(message.ts) - momentOf(before.ts) < groupWithinMs
  );
}

function start({ channel }: Place): Html {
  const about = {
    public: 'Everyone in the workspace can read this channel.',
    private: 'A private channel: only its members read it, and an app only once it was invited.',
    shared: 'People of another organisation read this channel too.',
  }[channel.kind];
  return keyed(
    'start',
    html`<div class="channel-start"><h3>This is the start of #${channel.name}</h3><p>${channel.topic ? `${channel.topic}. ` : ''}${about}</p></div>`,
  );
}

function dayOf(message: Message, place: Place): string {
  return isoDay(momentOf(message.ts), place.reader.timeZone);
}
