import type { PageSubject } from './page-options.ts';
import type { Place } from './render/place.ts';
import { isTimeZone } from './render/slack-date.ts';

/**
 * The place that an address names. Whatever it leaves out or gets wrong falls back to the first
 * channel, the first person, no thread, and this machine's time zone.
 */
export function placeOf(query: URLSearchParams, { workspace, now = Date.now }: PageSubject): Place {
  const members = new Map(workspace.members().map((member) => [member.id, member]));
  const channels = workspace.channels();
  const people = [...members.values()].filter((member) => !member.isBot);
  const wanted = query.get('channel');
  const channel = channels.find(({ id, name }) => id === wanted || name === wanted) ?? channels[0];
  const viewer = people.find(({ id }) => id === query.get('as')) ?? people[0];
  if (!channel || !viewer) {
    throw new Error('a workspace needs at least one channel and one person');
  }
  const threadTs = query.get('thread');
  const hasThread =
    threadTs !== null && workspace.thread(channel.id, threadTs, { viewer: viewer.id }).length > 0;
  return {
    viewer,
    channel,
    ...(hasThread ? { threadTs } : {}),
    reader: { timeZone: timeZoneOf(query), nowMs: now() },
    memberOf: (id) => members.get(id),
    nameOf: (id) =>
      members.get(id)?.name ?? channels.find((candidate) => candidate.id === id)?.name,
  };
}

function timeZoneOf(query: URLSearchParams): string {
  const wanted = query.get('tz');
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return wanted !== null && isTimeZone(wanted) ? wanted : own;
}
