import { flagAt, isObject, type JsonObject, jsonAt, textAt, valueAt } from '../json-reading.ts';
import type { Method } from '../method.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { writableChannel } from './channel-access.ts';
import { MAX_POSTED_TEXT, readContent } from './message-content.ts';
import { messageForm } from './message-form.ts';
import { threadOf } from './thread.ts';

/** `chat.postMessage`: a message, or a reply in a thread, in the bot's name. */
export const chatPostMessage: Method = {
  name: 'chat.postMessage',
  token: 'bot',
  scopes: ['chat:write'],
  perMinute: 60,
  run(args, context, callId) {
    const channel = writableChannel(args, context, { mustBeMember: false });
    const { text = '', blocks = [] } = readContent(args, context, { maxText: MAX_POSTED_TEXT });
    checkMetadata(args);
    const threadTs = threadOf(args, channel.id, context);
    const message = context.state.post({
      channelId: channel.id,
      userId: context.credentials.botUserId,
      text,
      blocks,
      threadTs,
      callIds: [callId],
      isBroadcast: threadTs !== undefined && flagAt(args, 'reply_broadcast'),
    });
    return { channel: channel.id, ts: message.ts, message: messageForm(message, context) };
  },
};

function checkMetadata(args: JsonObject): void {
  if (textAt(args, 'metadata') === undefined && valueAt(args, 'metadata') === undefined) {
    return;
  }
  const metadata = jsonAt(args, 'metadata');
  if (!isObject(metadata)) {
    throw new SlackRefusal('invalid_metadata_format');
  }
}
