import type { Recall } from '../blocks/action-value.ts';
import { slackTroubles, tellMeWords, textOnly } from '../blocks/notices.ts';
import type { WatcherAnswer } from '../live/live-cards.ts';
import type { RunReference } from '../runs/reference.ts';
import { isTerminalState } from '../runs/states.ts';
import { StoreError } from '../store/database.ts';
import type { Bot } from './bot.ts';
import { type Click, placeOfClick } from './click.ts';
import { cardKey } from './live-card.ts';
import { readRun } from './read-runs.ts';
import { refreshMessage } from './refresh.ts';
import { whisper } from './whisper.ts';

/**
 * Adds the clicker to those who are told, in the card's thread, when its run ends, or takes them off
 * again; says to the clicker alone which it was. A card that the bot does not remember is refreshed
 * first, and follows its run from then on.
 */
export async function tellMe(click: Click, recall: Recall, bot: Bot): Promise<void> {
  const say = (text: string) => whisper(click.respond, textOnly(text), 'beside', click, bot);
  const [reference] = recall.references;
  const place = placeOfClick(click, recall);
  if (reference === undefined || place === undefined) {
    return await say(slackTroubles.oldButton);
  }
  const obstacle = await obstacleTo(click, bot);
  if (obstacle !== undefined) {
    return await say(obstacle);
  }
  const toggle = () => bot.live.toggleWatcher(cardKey(place), reference.id, click.userId);
  try {
    const first = await toggle();
    if (first !== 'unknown-card') {
      return await say(words(first, reference.id));
    }
    const isDrawn = await refreshMessage(click, recall, bot);
    const second = isDrawn ? await toggle() : undefined;
    if (second !== undefined) {
      const isOver = second === 'unknown-card' && (await hasEnded(reference, bot));
      await say(words(isOver ? 'ended' : second, reference.id));
    }
  } catch (error) {
    if (!(error instanceof StoreError)) {
      throw error;
    }
    await say(tellMeWords.away);
  }
}

/** Nothing is remembered of a run that had ended when it was first read. */
async function hasEnded(reference: RunReference, bot: Bot): Promise<boolean> {
  const reading = await readRun(reference, { fresh: false }, bot);
  return 'run' in reading && isTerminalState(reading.run.state);
}

/** Why the clicker could not be told in this channel; undefined where nothing stands against it. */
async function obstacleTo(click: Click, { channels }: Bot): Promise<string | undefined> {
  const audience = await channels.audienceOf(click.channelId);
  if (audience === 'asker-external') {
    return slackTroubles.nowExternal;
  }
  return audience === 'asker-not-member' ? tellMeWords.cannotTellHere : undefined;
}

function words(answer: WatcherAnswer, runId: number): string {
  switch (answer) {
    case 'added':
      return tellMeWords.added(runId);
    case 'already':
      return tellMeWords.already(runId);
    case 'removed':
      return tellMeWords.removed(runId);
    case 'full':
      return tellMeWords.full(runId);
    case 'ended':
      return tellMeWords.ended(runId);
    case 'unknown-card':
      return slackTroubles.oldButton;
  }
}
