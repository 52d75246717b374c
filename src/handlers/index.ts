import type { App } from '@slack/bolt';
import { actionIds } from '../blocks/action-value.ts';
import { appMention } from './app-mention.ts';
import type { Bot } from './bot.ts';
import { linkShared } from './link-shared.ts';
import { openPage, refresh, share, tellMeWhenItEnds, tryAgain } from './run-actions.ts';
import { testrunCommand } from './testrun-command.ts';

/** Where listeners are registered: a Bolt app, or whatever else wants to know what the bot listens to. */
export type ListenerRegistry = Pick<App, 'command' | 'event' | 'action'>;

/** Registers every listener of the bot; each has its counterpart in manifest.yml. */
export function registerListeners(app: ListenerRegistry, bot: Bot): void {
  app.command('/testrun', testrunCommand(bot));
  app.event('app_mention', appMention(bot));
  app.event('link_shared', linkShared(bot));
  app.action(actionIds.refresh, refresh(bot));
  app.action(actionIds.tryAgain, tryAgain(bot));
  app.action(actionIds.share, share(bot));
  app.action(actionIds.tellMe, tellMeWhenItEnds(bot));
  for (const id of [actionIds.openRun, actionIds.summaryReport, actionIds.build]) {
    app.action(id, openPage());
  }
}
