import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { ask } from './ask.ts';
import type { Bot } from './bot.ts';
import { isFirstDelivery } from './seen.ts';
import { commandWays } from './ways.ts';

/** Makes the listener of `/testrun`: acknowledges at once, then answers. */
export function testrunCommand(bot: Bot) {
  return async ({
    ack,
    command,
    context,
    respond,
  }: SlackCommandMiddlewareArgs & AllMiddlewareArgs): Promise<void> => {
    await ack();
    if (!(await isFirstDelivery(command.trigger_id, bot.seen))) {
      return;
    }
    const place = { channelId: command.channel_id, userId: command.user_id };
    await ask(
      command.text ?? '',
      {
        teamId: context.teamId ?? command.team_id,
        channelId: command.channel_id,
        askedBy: command.user_id,
        botUserId: context.botUserId,
      },
      commandWays(respond, place, bot),
      bot,
    );
  };
}
