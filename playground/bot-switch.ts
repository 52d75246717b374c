import type { BotControl, BotState } from './page/page-options.ts';

/** The bot's switch: starts it, stops it, and tells the page of both. */
export interface BotSwitch extends BotControl {
  start(): Promise<void>;
  /** Resolves once the bot has finished what it had in hand. */
  stop(): Promise<void>;
}

/**
 * A switch that is off. Acts wait for each other, so that a bot is never started twice; one that
 * fails leaves the bot stopped and rejects.
 */
export function createBotSwitch(launch: () => Promise<{ stop(): Promise<unknown> }>): BotSwitch {
  const listeners = new Set<() => void>();
  let state: BotState = 'stopped';
  let bot: { stop(): Promise<unknown> } | undefined;
  let lastAct: Promise<void> = Promise.resolve();
  const turn = (next: BotState): void => {
    state = next;
    for (const listener of listeners) {
      listener();
    }
  };
  const afterOthers = (act: () => Promise<void>): Promise<void> => {
    const acting = lastAct.then(act);
    lastAct = acting.catch(() => undefined);
    return acting;
  };
  const start = async (): Promise<void> => {
    if (bot === undefined) {
      turn('starting');
      try {
        bot = await launch();
      } finally {
        turn(bot === undefined ? 'stopped' : 'running');
      }
    }
  };
  const stop = async (): Promise<void> => {
    const running = bot;
    bot = undefined;
    if (running !== undefined) {
      turn('stopping');
      await running.stop().finally(() => turn('stopped'));
    }
  };
  return {
    state: () => state,
    start: () => afterOthers(start),
    stop: () => afterOthers(stop),
    set: (isOn) => afterOthers(isOn ? start : stop),
    subscribe(listener) {
      listeners.add(listener);
    },
  };
}
