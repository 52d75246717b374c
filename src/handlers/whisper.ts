import type { RespondFn } from '@slack/bolt';
import type { Message } from '../blocks/message.ts';
import type { Bot } from './bot.ts';
import { deliveryTrouble, type PostOutcome, slackErrorCode } from './slack-errors.ts';

/** A person in a conversation, and the thread they look at where it is one. */
export interface WhisperPlace {
  readonly channelId: string;
  readonly userId: string;
  readonly threadTs?: string | undefined;
}

/** Whether a whisper takes the place of the message that the response_url belongs to. */
export type WhisperMode = 'beside' | 'instead';

type WhisperBot = Pick<Bot, 'clients' | 'log' | 'undelivered'>;

/** Says something to one person over a response_url, or else with `chat.postEphemeral`. */
export async function whisper(
  respond: RespondFn,
  message: Message,
  mode: WhisperMode,
  place: WhisperPlace,
  bot: WhisperBot,
): Promise<void> {
  const outcome = await sendResponse(
    respond,
    {
      ...message,
      response_type: 'ephemeral',
      replace_original: mode === 'instead',
      ...(mode === 'beside' && place.threadTs !== undefined && { thread_ts: place.threadTs }),
    },
    bot,
  );
  if (outcome !== 'posted') {
    await postWhisper(message, place, bot);
  }
}

/** Shows a message to one person with `chat.postEphemeral`; its text alone where Slack refuses the blocks. */
export async function postWhisper(
  message: Message,
  { channelId, userId, threadTs }: WhisperPlace,
  { clients, log, undelivered }: WhisperBot,
): Promise<void> {
  const send = ({ text, blocks }: Message) =>
    clients.replies.chat.postEphemeral({
      channel: channelId,
      user: userId,
      text,
      ...(blocks.length > 0 && { blocks }),
      ...(threadTs !== undefined && { thread_ts: threadTs }),
    });
  try {
    await send(message).catch(async (error: unknown) => {
      if (deliveryTrouble(error) !== 'broken') {
        throw error;
      }
      await send({ ...message, blocks: [] });
    });
  } catch (error) {
    const fields = { channel: channelId, code: slackErrorCode(error), undelivered: undelivered() };
    log.error(fields, 'the asker could not be answered');
  }
}

type Response = Exclude<Parameters<RespondFn>[0], string>;

/** Sends to a response_url; what Slack did not take stands in the log. Never rejects. */
export async function sendResponse(
  respond: RespondFn,
  response: Response,
  { log }: Pick<Bot, 'log'>,
): Promise<PostOutcome> {
  try {
    await respond(response);
    return 'posted';
  } catch (error) {
    log.warn({ code: slackErrorCode(error) }, 'Slack did not take an answer over response_url');
    return deliveryTrouble(error) === 'unsure' ? 'unsure' : 'refused';
  }
}
