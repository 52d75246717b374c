import type { RespondFn } from '@slack/bolt';
import type { Message } from '../blocks/message.ts';
import type { Bot } from './bot.ts';
import { slackErrorCode } from './slack-errors.ts';
import type { Ways } from './ways.ts';

/** Where a command or a click came from. */
export interface RespondPlace {
  readonly channelId: string;
  readonly userId: string;
  readonly threadTs?: string | undefined;
}

/**
 * Ways of a slash command, over its response_url: five uses in thirty minutes, which is the most that
 * an answer takes. Only a notice may be replaced: whatever was answered since stays.
 *
 * @see https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export function commandWays(respond: RespondFn, place: RespondPlace, bot: Bot): Ways {
  let isNoticeLast = false;
  return {
    async notice(message) {
      isNoticeLast = await sendResponse(respond, { ...message, response_type: 'ephemeral' }, bot);
    },
    async whisper(message) {
      const response = { ...message, replace_original: isNoticeLast };
      isNoticeLast = false;
      await whisper(respond, response, place, bot);
    },
    tidy: () => Promise.resolve(),
    async publishForAsker(message) {
      const isSent = await sendResponse(
        respond,
        { ...message, response_type: 'in_channel', replace_original: false },
        bot,
      );
      isNoticeLast &&= !isSent;
      return isSent;
    },
  };
}

/**
 * Ways of a click on a message that only the clicker sees: the first answer takes that message's
 * place, and what is said after it stands beside it.
 */
export function clickWays(respond: RespondFn, place: RespondPlace, bot: Bot): Ways {
  let isAnswered = false;
  return {
    notice: (message) => whisper(respond, { ...message, replace_original: true }, place, bot),
    async whisper(message) {
      const response = { ...message, replace_original: !isAnswered };
      isAnswered = true;
      await whisper(respond, response, place, bot);
    },
    async tidy() {
      if (!isAnswered) {
        await sendResponse(respond, { text: '', delete_original: true }, bot);
      }
    },
    publishForAsker: (message) =>
      sendResponse(
        respond,
        {
          ...message,
          response_type: 'in_channel',
          replace_original: false,
          ...(place.threadTs !== undefined && { thread_ts: place.threadTs }),
        },
        bot,
      ),
  };
}

/** Says something to the person who clicked, beside the message that was clicked. */
export async function whisperBeside(
  respond: RespondFn,
  message: Message,
  place: RespondPlace,
  bot: Bot,
): Promise<void> {
  await whisper(respond, { ...message, replace_original: false }, place, bot);
}

type Response = Exclude<Parameters<RespondFn>[0], string>;

async function whisper(
  respond: RespondFn,
  response: Response & Message,
  { channelId, userId, threadTs }: RespondPlace,
  bot: Bot,
): Promise<void> {
  if (await sendResponse(respond, { ...response, response_type: 'ephemeral' }, bot)) {
    return;
  }
  await postWhisper(
    { text: response.text, blocks: response.blocks },
    { channelId, userId, threadTs },
    bot,
  );
}

/** Shows a message to one person with `chat.postEphemeral`; a failure is logged. */
export async function postWhisper(
  { text, blocks }: Message,
  { channelId, userId, threadTs }: RespondPlace,
  { clients, log }: Pick<Bot, 'clients' | 'log'>,
): Promise<void> {
  try {
    await clients.replies.chat.postEphemeral({
      channel: channelId,
      user: userId,
      text,
      blocks,
      ...(threadTs !== undefined && { thread_ts: threadTs }),
    });
  } catch (error) {
    log.error(
      { channel: channelId, code: slackErrorCode(error) },
      'the asker could not be answered',
    );
  }
}

/** Sends to a response_url; false, and a line in the log, where Slack did not take it. */
export async function sendResponse(
  respond: RespondFn,
  response: Response,
  { log }: Pick<Bot, 'log'>,
): Promise<boolean> {
  try {
    await respond(response);
    return true;
  } catch (error) {
    log.warn({ code: slackErrorCode(error) }, 'Slack did not take an answer over response_url');
    return false;
  }
}
