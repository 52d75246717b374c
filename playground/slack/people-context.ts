import type { BotRequests } from './bot-requests.ts';
import type { EventDelivery } from './event-delivery.ts';
import type { JsonObject } from './json-reading.ts';
import type { MethodContext } from './method.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { TypedTextRules } from './typed-text.ts';
import type { Channel, Member } from './workspace.ts';

/** What people's acts work on. */
export interface PeopleContext {
  readonly context: MethodContext;
  readonly requests: BotRequests;
  readonly events: EventDelivery;
  readonly responses: ResponseUrls;
  /** The app's slash command, with its slash. */
  readonly command: string;
  readonly now: () => number;
  typedTextRules(): TypedTextRules;
}

/**
 * The channel of an act.
 * @throws {Error} where there is none: whoever drives the workspace made a mistake.
 */
export function knownChannel({ context }: PeopleContext, channelId: string): Channel {
  const channel = context.state.channel(channelId);
  if (channel === undefined) {
    throw new Error(`There is no channel ${channelId}`);
  }
  return channel;
}

/**
 * The person who acts.
 * @throws {Error} where there is none, or where it is the bot.
 */
export function knownPerson({ context }: PeopleContext, userId: string): Member {
  const member = context.state.member(userId);
  if (member === undefined || member.isBot) {
    throw new Error(`There is no person ${userId}`);
  }
  return member;
}

/** The name that Slack gives a channel in payloads: it does not tell that of a private one. */
export function channelName(channel: Channel): string {
  return channel.kind === 'private' ? 'privategroup' : channel.name;
}

/** What every payload of a person's act says about who, where and for which app. */
export function actorForm({ context }: PeopleContext, member: Member): JsonObject {
  const { teamId, appId } = context.credentials;
  const name = member.name.toLowerCase();
  return {
    user: { id: member.id, username: name, name, team_id: teamId },
    team: { id: teamId, domain: 'playground' },
    api_app_id: appId,
    token: 'verification-token-of-the-playground',
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Shows one person a line that comes from Slack itself, in the channel where they caused it. */
export function notice(
  { context }: PeopleContext,
  to: { readonly userId: string; readonly channelId?: string },
  text: string,
): void {
  const { userId, channelId } = to;
  context.state.announce({
    kind: 'notice',
    userId,
    ...(channelId === undefined ? {} : { channelId }),
    text,
  });
}
