import type { RespondFn } from '@slack/bolt';
import type { Message } from '../blocks/message.ts';
import type { Bot } from './bot.ts';
import type { PostOutcome } from './slack-errors.ts';
import { postWhisper, sendResponse, type WhisperPlace, whisper } from './whisper.ts';

/** The ways to speak in the place where something was asked. None of them rejects. */
export interface Ways {
  /** Says something to the asker alone, to be followed by the answer. */
  notice(message: Message): Promise<void>;
  /** Answers the asker alone; takes the place of a notice where Slack lets it. */
  whisper(message: Message): Promise<void>;
  /**
   * Puts away what the asker alone was shown, now that the whole answer is there for everyone.
   *
   * @param instead what stands where Slack cannot take a notice back
   */
  tidy(instead: Message): Promise<void>;
  /** Posts for everyone on the asker's behalf, where the bot itself may not; absent for mentions. */
  readonly publishForAsker?: (message: Message) => Promise<PostOutcome>;
}

/**
 * Ways of a slash command, over its response_url: five uses in thirty minutes, which is the most that
 * an answer takes. Only a notice may be replaced: whatever was answered since stays.
 *
 * @see https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export function commandWays(respond: RespondFn, place: WhisperPlace, bot: Bot): Ways {
  let isNoticeLast = false;
  const say = async (message: Message) => {
    const mode = isNoticeLast ? 'instead' : 'beside';
    isNoticeLast = false;
    await whisper(respond, message, mode, place, bot);
  };
  return {
    async notice(message) {
      const notice = { ...message, response_type: 'ephemeral' } as const;
      isNoticeLast = (await sendResponse(respond, notice, bot)) === 'posted';
    },
    whisper: say,
    async tidy(instead) {
      if (isNoticeLast) {
        await say(instead);
      }
    },
    async publishForAsker(message) {
      const outcome = await publish(respond, message, undefined, bot);
      isNoticeLast &&= outcome !== 'posted';
      return outcome;
    },
  };
}

/**
 * Ways of a click on a message that only the clicker sees: the first answer takes that message's
 * place, and what is said after it stands beside it.
 *
 * @param publishIn the thread that a public answer belongs in
 */
export function clickWays(
  respond: RespondFn,
  place: WhisperPlace,
  publishIn: string | undefined,
  bot: Bot,
): Required<Ways> {
  let isAnswered = false;
  return {
    notice: (message) => whisper(respond, message, 'instead', place, bot),
    async whisper(message) {
      const mode = isAnswered ? 'beside' : 'instead';
      isAnswered = true;
      await whisper(respond, message, mode, place, bot);
    },
    async tidy() {
      if (!isAnswered) {
        await sendResponse(respond, { text: '', delete_original: true }, bot);
      }
    },
    publishForAsker: (message) => publish(respond, message, publishIn, bot),
  };
}

/** Ways of a mention, which has no response_url: an ephemeral message in the place of the mention. */
export function mentionWays(place: WhisperPlace, bot: Bot): Ways {
  const say = (message: Message) => postWhisper(message, place, bot);
  return { notice: say, whisper: say, tidy: () => Promise.resolve() };
}

function publish(
  respond: RespondFn,
  message: Message,
  threadTs: string | undefined,
  bot: Bot,
): Promise<PostOutcome> {
  const response = { ...message, response_type: 'in_channel', replace_original: false } as const;
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  return sendResponse(respond, { ...response, ...thread }, bot);
}
