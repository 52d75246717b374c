import type { JsonObject } from '../json-reading.ts';
import type { MethodContext } from '../method.ts';
import type { Message } from '../workspace.ts';

/** A message as Slack's answers and payloads write it. */
export function messageForm(
  message: Message,
  context: Pick<MethodContext, 'credentials'>,
): JsonObject {
  const { botUserId, botId, appId, teamId } = context.credentials;
  return {
    type: 'message',
    user: message.userId,
    ts: message.ts,
    text: message.text,
    team: teamId,
    ...(message.userId === botUserId ? { bot_id: botId, app_id: appId } : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
  };
}
