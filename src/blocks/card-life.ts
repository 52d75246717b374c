import type { TestRun } from '../runs/run.ts';
import { isTerminalState } from '../runs/states.ts';
import type { CardContext } from './card-context.ts';
import { moment } from './mrkdwn.ts';
import { durationWords } from './run-words.ts';

/** Why a run that has not ended is no longer followed. */
export type GivenUpStatus = 'not-found' | 'key-refused' | 'too-long';

/** How a card follows its run. A card of a run that ended looks the same with and without a life. */
export interface CardLife {
  /** `still`: it does not follow its run, and says as of when it is true. */
  readonly status: 'followed' | 'still' | GivenUpStatus;
  /**
   * Now, in milliseconds since the epoch. Undefined leaves both readings of the clock out: what is
   * left is the card's look, and only a card that looks different is worth an update.
   */
  readonly nowMs: number | undefined;
}

/** The life that shows on the card: none once its run has ended. */
export function shownLife({ run, life }: CardContext): CardLife | undefined {
  return isTerminalState(run.state) ? undefined : life;
}

/** A run that seems to have been going for longer says more about a clock than about a run. */
const longestSensibleMs = 7 * 24 * 60 * 60 * 1000;

/** How long the run had been going, such as ", 3 min 20 s into the run"; empty where nothing sensible can be said. */
function elapsedWords({ startedAtMs, endedAtMs }: TestRun, nowMs: number): string {
  if (startedAtMs === undefined || endedAtMs !== undefined) {
    return '';
  }
  const elapsedMs = nowMs - startedAtMs;
  return elapsedMs > 0 && elapsedMs <= longestSensibleMs
    ? `, ${durationWords(elapsedMs)} into the run`
    : '';
}

/** A moment within the next hours needs no day of its own: the line has to fit on a phone. */
const sameDayMs = 12 * 60 * 60 * 1000;

/** Whether the day of a moment is clear from the one that stands before it. */
export function isSameDay(beforeMs: number, timeMs: number): boolean {
  return timeMs >= beforeMs && timeMs - beforeMs < sameDayMs;
}

/** Whether the card follows its run, so that nothing on it may be one more reading of a clock. */
export function isMoving(context: CardContext): boolean {
  const life = shownLife(context);
  return life !== undefined && life.status !== 'still';
}

/**
 * When the card was drawn, and how long its run had been going then, such as "updated 14:03, 3 min 20 s
 * into the run"; only "as of 14:03" on a card that stands still. The two stand together, since a card that has nothing new
 * to show is not drawn anew for the sake of a clock.
 *
 * @param besideMs a moment that stands before it in the same line, with its day
 */
export function updatedWords(context: CardContext, besideMs: number | undefined): string {
  const nowMs = clockOf(context);
  if (nowMs === undefined) {
    return '';
  }
  const needsDay = besideMs === undefined || !isSameDay(besideMs, nowMs);
  const atTime = moment(nowMs, needsDay ? 'day and time' : 'time');
  return shownLife(context)?.status === 'still'
    ? `as of ${atTime}`
    : `updated ${atTime}${elapsedWords(context.run, nowMs)}`;
}

function clockOf(context: CardContext): number | undefined {
  const life = shownLife(context);
  return life?.status === 'followed' || life?.status === 'still' ? life.nowMs : undefined;
}

/** Why the card follows its run no more, and what to do about it; empty where it does, or never did. */
export function givenUpLine(context: CardContext): string {
  const status = shownLife(context)?.status ?? 'followed';
  return status === 'followed' || status === 'still'
    ? ''
    : `No longer followed: ${givenUpWords(status, `run #${context.run.id}`, 'Refresh')}`;
}

/**
 * Why a run is no longer followed, and what can be done, from the middle of a sentence on.
 *
 * @param run the run as this sentence calls it
 * @param button the button to press, such as "Refresh"
 */
export function givenUpWords(status: GivenUpStatus, run: string, button: string): string {
  const again = `Press ${button} to follow it again.`;
  switch (status) {
    case 'not-found':
      return `${run} was not found three times in a row. ${again}`;
    case 'key-refused':
      return (
        "Empirical refused the bot's key. " +
        `Once its operator has renewed it, press ${button} to follow the run again.`
      );
    case 'too-long':
      return `${run} did not end within 6 hours. ${again}`;
  }
}
