import { type JsonObject, textAt } from '../json-reading.ts';
import type { MethodContext } from '../method.ts';
import { refusalWithMessages, SlackRefusal } from '../slack-refusal.ts';
import type { Channel } from '../workspace.ts';

/**
 * The argument as text.
 * @throws {SlackRefusal} `invalid_arguments` where it is missing.
 */
export function requiredText(args: JsonObject, name: string): string {
  const value = textAt(args, name);
  if (value !== undefined) {
    return value;
  }
  throw refusalWithMessages('invalid_arguments', [`[ERROR] missing required field: ${name}`]);
}

/**
 * The channel that a call names, if the bot can see it. To a bot that is not in a private channel,
 * that channel does not exist.
 * @throws {SlackRefusal} `channel_not_found`
 */
export function visibleChannel(args: JsonObject, context: MethodContext): Channel {
  const named = requiredText(args, 'channel').replace(/^#/, '');
  const channels = context.state.channels();
  const channel = channels.find(({ id, name }) => id === named || name === named);
  if (channel === undefined || (channel.kind === 'private' && !channel.botIsMember)) {
    throw new SlackRefusal('channel_not_found');
  }
  return channel;
}

/** What the bot must be allowed in order to write to a channel it is not in. */
const PUBLIC_SCOPE = 'chat:write.public';

/**
 * The channel that a call names, if the bot may write there.
 * @throws {SlackRefusal} `channel_not_found`, `not_in_channel` or `is_archived`
 */
export function writableChannel(
  args: JsonObject,
  context: MethodContext,
  options: { readonly mustBeMember: boolean },
): Channel {
  const channel = visibleChannel(args, context);
  const isOpen = channel.kind === 'public' && context.scopes.includes(PUBLIC_SCOPE);
  if (!channel.botIsMember && (options.mustBeMember || !isOpen)) {
    throw new SlackRefusal('not_in_channel');
  }
  if (channel.isArchived) {
    throw new SlackRefusal('is_archived');
  }
  return channel;
}
