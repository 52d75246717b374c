import { flagAt, type JsonObject, textAt } from './json-reading.ts';
import type { MethodContext } from './method.ts';
import { MAX_POSTED_TEXT, type MessageContent, readContent } from './methods/message-content.ts';
import { threadOf } from './methods/thread.ts';
import { refusalWithMessages } from './slack-refusal.ts';

/** The command or click that a response_url belongs to, and what has become of it. */
export interface ResponseOrigin {
  readonly kind: 'command' | 'action';
  readonly userId: string;
  readonly channelId: string;
  /** The whole command line; Slack shows it above the first answer that everybody sees. */
  readonly commandLine?: string;
  /** The message whose button was clicked. */
  readonly sourceTs?: string;
  /** The exchanges that led here, oldest first. */
  readonly callIds: number[];
  /** The last answer, which `replace_original` changes after a command. */
  lastTs?: string;
  /** Set once everybody has seen the command line. */
  isLineShown?: boolean;
}

/** What an answer works on. */
export type ResponseContext = Pick<MethodContext, 'state' | 'ids' | 'credentials'>;

/**
 * Carries out an answer: posts it, or changes or deletes the original.
 * @throws {SlackRefusal} where Slack says no.
 */
export function answerOrigin(
  origin: ResponseOrigin,
  payload: JsonObject,
  context: ResponseContext,
  callId: number,
): void {
  if (flagAt(payload, 'delete_original')) {
    deleteOriginal(origin, context);
    return;
  }
  const content = readContent(payload, context, { maxText: MAX_POSTED_TEXT });
  const originalTs = flagAt(payload, 'replace_original') ? originalOf(origin) : undefined;
  const original =
    originalTs === undefined ? undefined : context.state.find(origin.channelId, originalTs);
  if (original === undefined) {
    postAnswer(origin, payload, content, context, callId);
    return;
  }
  context.state.amend(origin.channelId, original.ts, {
    text: content.text ?? '',
    blocks: content.blocks ?? [],
    callIds: [...new Set([...original.callIds, ...origin.callIds, callId])],
  });
}

function originalOf(origin: ResponseOrigin): string | undefined {
  return origin.kind === 'command' ? origin.lastTs : origin.sourceTs;
}

function deleteOriginal(origin: ResponseOrigin, context: ResponseContext): void {
  const { kind, sourceTs, channelId } = origin;
  if (kind === 'command' || sourceTs === undefined) {
    throw refusalWithMessages('invalid_arguments', [
      '[ERROR] there is no original message to delete [json-pointer:/delete_original]',
    ]);
  }
  context.state.remove(channelId, sourceTs);
}

function postAnswer(
  origin: ResponseOrigin,
  payload: JsonObject,
  content: MessageContent,
  context: ResponseContext,
  callId: number,
): void {
  const isPublic = textAt(payload, 'response_type') === 'in_channel';
  if (isPublic) {
    showCommandLine(origin, context);
  }
  const message = context.state.post({
    channelId: origin.channelId,
    userId: context.credentials.botUserId,
    text: content.text ?? '',
    blocks: content.blocks ?? [],
    threadTs: threadOf(payload, origin.channelId, context),
    callIds: [...origin.callIds, callId],
    ...(isPublic ? {} : { ephemeralTo: origin.userId }),
  });
  origin.lastTs = message.ts;
}

function showCommandLine(origin: ResponseOrigin, context: ResponseContext): void {
  if (origin.commandLine === undefined || origin.isLineShown === true) {
    return;
  }
  origin.isLineShown = true;
  context.state.post({
    channelId: origin.channelId,
    userId: origin.userId,
    text: origin.commandLine,
    callIds: [...origin.callIds],
  });
}
