import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
} from '@slack/bolt';
import { type Recall, readRecall } from '../blocks/action-value.ts';
import { textOnly } from '../blocks/notices.ts';
import { answer } from './answer.ts';
import type { Bot } from './bot.ts';
import { type Click, clickedPlace } from './click.ts';
import { refreshMessage } from './refresh.ts';
import { clickWays, whisperBeside } from './respond-ways.ts';
import { shareRuns } from './share.ts';

type ButtonArgs = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/** Makes the listener of buttons that only open a page: Slack wants every click acknowledged. */
export function openPage() {
  return async ({ ack }: ButtonArgs): Promise<void> => {
    await ack();
  };
}

/** Makes the listener of Refresh: reads anew and redraws the message, or the unfurl, in place. */
export function refresh(bot: Bot) {
  return onClick(bot, refreshMessage);
}

/** Makes the listener of "Share in channel". */
export function share(bot: Bot) {
  return onClick(bot, oneAtATime(shareRuns));
}

/** Makes the listener of "Try again": gives what the first asking would have given. */
export function tryAgain(bot: Bot) {
  return onClick(bot, oneAtATime(answerAgain));
}

type Act = (click: Click, recall: Recall, bot: Bot) => Promise<void>;

async function answerAgain(click: Click, recall: Recall, bot: Bot): Promise<void> {
  const { channelId, userId } = click;
  await answer(
    {
      references: recall.references,
      channelId,
      askedBy: recall.askedBy ?? userId,
      isPrivate: recall.isPrivate ?? false,
      threadTs: recall.threadTs,
      remarks: [],
      fresh: true,
      botUserId: click.botUserId,
    },
    clickWays(click.respond, { channelId, userId, threadTs: recall.threadTs }, bot),
    bot,
  );
}

/** Acts on one click in a message at a time, so that an impatient second one posts nothing twice. */
function oneAtATime(act: Act): Act {
  const atWork = new Set<string>();
  return async (click, recall, bot) => {
    const key = `${click.channelId} ${click.userId} ${click.messageTs}`;
    if (atWork.has(key)) {
      return;
    }
    atWork.add(key);
    try {
      await act(click, recall, bot);
    } finally {
      atWork.delete(key);
    }
  };
}

/** Acknowledges a click, reads what its button remembers, and hands both on. */
function onClick(bot: Bot, act: Act) {
  return async ({ ack, action, body, context, respond }: ButtonArgs): Promise<void> => {
    await ack();
    const click: Click = { ...clickedPlace(body), respond, botUserId: context.botUserId };
    const recall = readRecall(action.value);
    if (recall === undefined) {
      bot.log.warn({ action: action.action_id }, 'a button carried a value this bot did not write');
      const words = 'This button is from an older card. Ask for the run again.';
      await whisperBeside(respond, textOnly(words), click, bot);
      return;
    }
    await act(click, recall, bot);
  };
}
