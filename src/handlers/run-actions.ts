import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
} from '@slack/bolt';
import { type Recall, readRecall } from '../blocks/action-value.ts';
import { slackTroubles, textOnly } from '../blocks/notices.ts';
import { answer } from './answer.ts';
import type { Bot } from './bot.ts';
import { type Click, clickedPlace } from './click.ts';
import { refreshMessage } from './refresh.ts';
import { isFirstDelivery } from './seen.ts';
import { shareRuns } from './share.ts';
import { tellMe } from './tell-me.ts';
import { clickWays } from './ways.ts';
import { whisper } from './whisper.ts';

type ButtonArgs = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/** Makes the listener of buttons that only open a page: Slack wants every click acknowledged. */
export function openPage() {
  return async ({ ack }: ButtonArgs): Promise<void> => {
    await ack();
  };
}

/** Makes the listener of Refresh: reads anew and redraws the message, or the unfurl, in place. */
export function refresh(bot: Bot) {
  return onClick(bot, thenOnceMore(refreshMessage));
}

/** Makes the listener of "Share in channel". */
export function share(bot: Bot) {
  return onClick(bot, oneAtATime(shareRuns));
}

/** Makes the listener of "Tell me when it ends". */
export function tellMeWhenItEnds(bot: Bot) {
  return onClick(
    bot,
    oneAtATime(tellMe, ({ doneKey, userId }) => `${doneKey} ${userId}`),
  );
}

/** Makes the listener of "Try again": gives what the first asking would have given. */
export function tryAgain(bot: Bot) {
  return onClick(bot, oneAtATime(answerAgain));
}

type Act = (click: Click, recall: Recall, bot: Bot) => Promise<unknown>;

async function answerAgain(click: Click, recall: Recall, bot: Bot): Promise<void> {
  await answer(
    {
      references: recall.references,
      teamId: click.teamId,
      channelId: click.channelId,
      askedBy: recall.askedBy ?? click.userId,
      isPrivate: recall.isPrivate ?? false,
      threadTs: recall.threadTs,
      remarks: [],
      fresh: true,
      botUserId: click.botUserId,
    },
    clickWays(click.respond, click, recall.threadTs, bot),
    bot,
  );
}

/** Acknowledges a click, reads what its button remembers, and hands both on. */
function onClick(bot: Bot, act: Act) {
  return async ({ ack, action, body, context, respond }: ButtonArgs): Promise<void> => {
    await ack();
    if (!(await isFirstDelivery(body.trigger_id, bot.seen))) {
      return;
    }
    const { botUserId, teamId = '' } = context;
    const click: Click = { ...clickedPlace(body), respond, botUserId, teamId };
    const recall = readRecall(action.value);
    if (recall === undefined) {
      bot.log.warn({ action: action.action_id }, 'a button carried a value this bot did not write');
      await whisper(respond, textOnly(slackTroubles.oldButton), 'beside', click, bot);
    } else if (await bot.seen.has(click.doneKey)) {
      await whisper(respond, textOnly(slackTroubles.alreadyDone), 'beside', click, bot);
    } else {
      await act(click, recall, bot);
    }
  };
}

/**
 * Acts on one click at a time: an impatient second one would post the same again.
 *
 * @param nameOf what must not happen twice at the same time; the message where nothing else is said
 */
function oneAtATime(act: Act, nameOf = ({ doneKey }: Click) => doneKey): Act {
  const atWork = new Set<string>();
  return async (click, recall, bot) => {
    const name = nameOf(click);
    if (atWork.has(name)) {
      return;
    }
    atWork.add(name);
    try {
      await act(click, recall, bot);
    } finally {
      atWork.delete(name);
    }
  };
}

/**
 * Acts on one click of a message at a time, and once more for all that came meanwhile: what they
 * wanted is newer than what was being read.
 */
function thenOnceMore(act: Act): Act {
  const waiting = new Map<string, Parameters<Act> | undefined>();
  return async (...args) => {
    const key = args[0].doneKey;
    if (waiting.has(key)) {
      waiting.set(key, args);
      return;
    }
    try {
      for (let next: Parameters<Act> | undefined = args; next; next = waiting.get(key)) {
        waiting.set(key, undefined);
        await act(...next);
      }
    } finally {
      waiting.delete(key);
    }
  };
}
