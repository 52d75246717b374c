import type { Channel, Member } from '../../slack/workspace.ts';
import type { TextContext } from './mrkdwn.ts';

/** Where a reader is: which person, which channel, which open thread, and whose clock. */
export interface Place extends TextContext {
  readonly viewer: Member;
  readonly channel: Channel;
  readonly threadTs?: string;
  readonly memberOf: (id: string) => Member | undefined;
}

/** The address of a place on the page, which works without the script too. */
export function placeHref(place: { viewer: Member; channel: Channel; threadTs?: string }): string {
  const query = new URLSearchParams({ channel: place.channel.name, as: place.viewer.id });
  if (place.threadTs) {
    query.set('thread', place.threadTs);
  }
  return `/?${query}`;
}

/** The moment that a Slack message id names, in milliseconds since the epoch. */
export function momentOf(ts: string): number {
  return Math.floor(Number(ts) * 1000);
}
