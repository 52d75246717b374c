import type { KnownBlock } from '@slack/types';
import type { JsonObject } from '../json-reading.ts';
import type { Method, MethodContext } from '../method.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { Message } from '../workspace.ts';
import { requiredText, visibleChannel } from './channel-access.ts';
import { MAX_UPDATED_TEXT, readContent } from './message-content.ts';
import { messageForm } from './message-form.ts';

/** `chat.update`: changes one of the bot's own messages; text alone removes its blocks. */
export const chatUpdate: Method = {
  name: 'chat.update',
  token: 'bot',
  scopes: ['chat:write'],
  perMinute: 50,
  run(args, context, callId) {
    const message = ownMessage(args, context, 'cant_update_message');
    const content = readContent(args, context, { maxText: MAX_UPDATED_TEXT });
    const blocks = content.blocks ?? [];
    if (hasRichText(message.blocks) && blocks.length > 0 && !hasRichText(blocks)) {
      throw new SlackRefusal('block_mismatch');
    }
    const isEdited = content.blocks === undefined || message.isEdited === true;
    const amended = context.state.amend(message.channelId, message.ts, {
      text: content.text ?? message.text,
      blocks,
      callIds: [...message.callIds, callId],
      isEdited,
    });
    const form = messageForm(amended ?? message, context);
    return { channel: message.channelId, ts: message.ts, text: content.text ?? '', message: form };
  },
};

/** `chat.delete`: removes one of the bot's own messages. */
export const chatDelete: Method = {
  name: 'chat.delete',
  token: 'bot',
  scopes: ['chat:write'],
  perMinute: 50,
  run(args, context) {
    const message = ownMessage(args, context, 'cant_delete_message');
    context.state.remove(message.channelId, message.ts);
    return { channel: message.channelId, ts: message.ts };
  },
};

function ownMessage(args: JsonObject, context: MethodContext, refusal: string): Message {
  const channel = visibleChannel(args, context);
  if (channel.isArchived) {
    throw new SlackRefusal('is_inactive');
  }
  const message = context.state.find(channel.id, requiredText(args, 'ts'));
  if (message === undefined || message.ephemeralTo !== undefined) {
    throw new SlackRefusal('message_not_found');
  }
  if (message.userId !== context.credentials.botUserId) {
    throw new SlackRefusal(refusal);
  }
  return message;
}

function hasRichText(blocks: readonly KnownBlock[]): boolean {
  return blocks.some((block) => block.type === 'rich_text');
}
