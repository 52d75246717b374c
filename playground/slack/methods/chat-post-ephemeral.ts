import { textAt } from '../json-reading.ts';
import type { Method, MethodContext } from '../method.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { requiredText, writableChannel } from './channel-access.ts';
import { MAX_POSTED_TEXT, readContent } from './message-content.ts';

/**
 * `chat.postEphemeral`: a message that one person sees. Slack accepts one for a thread that has no
 * replies yet, and shows it nowhere: so does this.
 */
export const chatPostEphemeral: Method = {
  name: 'chat.postEphemeral',
  token: 'bot',
  scopes: ['chat:write'],
  perMinute: 100,
  run(args, context, callId) {
    const channel = writableChannel(args, context, { mustBeMember: true });
    const userId = requiredText(args, 'user');
    if (!context.state.isInChannel(userId, channel.id)) {
      throw new SlackRefusal('user_not_in_channel');
    }
    const { text = '', blocks = [] } = readContent(args, context, { maxText: MAX_POSTED_TEXT });
    const threadTs = textAt(args, 'thread_ts');
    if (threadTs !== undefined && !hasReplies(context, channel.id, threadTs)) {
      return { message_ts: context.state.nextTs() };
    }
    const message = context.state.post({
      channelId: channel.id,
      userId: context.credentials.botUserId,
      text,
      blocks,
      threadTs,
      ephemeralTo: userId,
      callIds: [callId],
    });
    return { message_ts: message.ts };
  },
};

function hasReplies({ state }: MethodContext, channelId: string, threadTs: string): boolean {
  return state
    .messagesIn(channelId)
    .some((message) => message.threadTs === threadTs && message.ephemeralTo === undefined);
}
