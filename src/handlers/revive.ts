import { setTimeout as sleep } from 'node:timers/promises';
import type { CardContext } from '../blocks/card-context.ts';
import type { Message } from '../blocks/message.ts';
import { type CardExtras, runCard } from '../blocks/run-card.ts';
import { nextReadDelayMs } from '../live/intervals.ts';
import { shortHash } from '../live/sighting.ts';
import { isTerminalState } from '../runs/states.ts';
import type { Bot } from './bot.ts';
import { standingStill } from './live-card.ts';

/** One redrawing of a card over the response_url of a click; false where Slack did not take it. */
type Redraw = (message: Message) => Promise<boolean>;

/** Cards without a life of their own that a click has revived for a while. */
export interface Revivals {
  /**
   * Redraws a card a few times more as its run goes on. In this process alone, and no longer than Slack
   * takes answers to the click.
   *
   * @param key names the card: a newer revival takes the place of an older one
   */
  begin(key: string, context: CardContext, extras: CardExtras, redraw: Redraw): void;
}

type RevivalParts = Pick<Bot, 'readTestRun' | 'stopping' | 'now'> & {
  readonly random: () => number;
};

/**
 * Slack takes five answers to a click in thirty minutes. The click itself has been answered with one, and
 * with another where reading took long.
 */
const mostRedraws = 3;
const lifeMs = 28 * 60 * 1000;

/** What is left of the redraws is kept for the end, so a run that moves is shown once in so long. */
const betweenMs = 5 * 60 * 1000;
const mostAtOnce = 100;

/** Makes revivals; a hundred cards at most live at once, and the oldest gives way. */
export function createRevivals(parts: RevivalParts): Revivals {
  const living = new Map<string, AbortController>();
  return {
    begin(key, context, extras, redraw) {
      living.get(key)?.abort();
      living.delete(key);
      const [oldest] = living.keys();
      if (living.size >= mostAtOnce && oldest !== undefined) {
        living.get(oldest)?.abort();
        living.delete(oldest);
      }
      const ending = new AbortController();
      living.set(key, ending);
      const signal = AbortSignal.any([ending.signal, parts.stopping]);
      const forget = () => {
        if (living.get(key) === ending) {
          living.delete(key);
        }
      };
      live(context, (card) => redraw(runCard(card, extras)), signal, parts).then(forget, forget);
    },
  };
}

async function live(
  context: CardContext,
  redraw: (context: CardContext) => Promise<boolean>,
  signal: AbortSignal,
  { readTestRun, now, random }: RevivalParts,
): Promise<void> {
  const { id } = context.run;
  const endAtMs = now() + lifeMs;
  let shown = lookOf(context);
  let drawnAtMs = now();
  for (let left = mostRedraws, failures = 0; left > 0 && now() < endAtMs; ) {
    const unchangedForMs = now() - drawnAtMs;
    const pace = { unchangedForMs, failures, retryAfterMs: undefined, random: random() };
    await sleep(nextReadDelayMs(pace), undefined, { signal, ref: false });
    const run = await readTestRun(id, { signal, fresh: false }).catch(() => undefined);
    failures = run === undefined ? failures + 1 : 0;
    const next = run === undefined ? context : standingStill({ ...context, run }, { now });
    const isEnd = isTerminalState(next.run.state);
    const isSoon = now() - drawnAtMs < betweenMs || left === 1;
    if (lookOf(next) === shown || (isSoon && !isEnd)) {
      continue;
    }
    if (!(await redraw(next)) || isEnd) {
      return;
    }
    shown = lookOf(next);
    drawnAtMs = now();
    left -= 1;
  }
}

/** A card that lives by clicks has no reading of a clock but the duration, which Empirical may count up. */
function lookOf(context: CardContext): string {
  const { durationMs: _clock, ...run } = context.run;
  const life = { status: 'still', nowMs: undefined } as const;
  return shortHash(JSON.stringify(runCard({ ...context, run, life })));
}
