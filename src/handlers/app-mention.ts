import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { stripMention } from '../runs/reference.ts';
import { ask } from './ask.ts';
import type { Bot } from './bot.ts';
import { mentionWays } from './ways.ts';

type MentionArgs = SlackEventMiddlewareArgs<'app_mention'> & AllMiddlewareArgs;

/** Makes the listener of `@Testrun …`: answers in the thread of the mention, or in one under it. */
export function appMention(bot: Bot) {
  return async ({ event, body, context }: MentionArgs): Promise<void> => {
    const { channel, ts, user } = event;
    const keys = [body.event_id, `${body.team_id} ${channel} ${ts} mention`];
    if (user === undefined || event.bot_id !== undefined || !(await areAllFirst(keys, bot))) {
      return;
    }
    if (await isStranger(event, context.teamId, bot)) {
      bot.log.info({ channel }, 'a mention from another organisation was left unanswered');
      return;
    }
    const { botUserId, teamId = body.team_id } = context;
    await ask(
      botUserId === undefined ? event.text : stripMention(event.text, botUserId),
      { teamId, channelId: channel, askedBy: user, threadTs: event.thread_ts ?? ts, botUserId },
      mentionWays({ channelId: channel, userId: user, threadTs: event.thread_ts }, bot),
      bot,
    );
  };
}

/** Every key is remembered, also where an earlier one was seen before. */
async function areAllFirst(keys: readonly string[], { seen }: Pick<Bot, 'seen'>): Promise<boolean> {
  const firsts = await Promise.all(keys.map((key) => seen.isFirst(key)));
  return firsts.every((isFirst) => isFirst);
}

/**
 * Whether the mention comes from another organisation, in a channel where runs may not be shown. Even
 * an answer that only the asker sees would tell an outsider about the run.
 */
async function isStranger(
  event: MentionArgs['event'],
  ownTeamId: string | undefined,
  bot: Bot,
): Promise<boolean> {
  const teams = [event.user_team, event.source_team, event.team];
  const isForeign = teams.some((team) => team !== undefined && team !== ownTeamId);
  return isForeign && (await bot.channels.audienceOf(event.channel)) !== 'everyone';
}
