import type { Faults } from '../slack/faults.ts';
import type { FaultSwitch } from './page-options.ts';

const slowerByMs = 2000;
const limitedMethods = ['chat.postMessage', 'chat.postEphemeral', 'chat.update', 'chat.unfurl'];

/** The emulator's troubles as switches for the page; all are off at first. */
export function createFaultSwitches(faults: Faults): FaultSwitch[] {
  return [
    createSwitch({
      id: 'realistic',
      label: "Slack's own pace",
      hint: 'About one post a second in a channel, 50 updates a minute',
      apply: (isOn) => faults.realisticLimits(isOn),
    }),
    createSwitch({
      id: 'limited',
      label: 'Rate limiting',
      hint: 'Every second post or update is answered with 429',
      apply(isOn) {
        for (const method of limitedMethods) {
          faults.rateLimit(method, { ...(isOn ? { everyNth: 2 } : {}), retryAfterSeconds: 1 });
        }
      },
    }),
    createSwitch({
      id: 'lost',
      label: 'Lost answers',
      hint: 'Slack does as it is told, but its answers get lost',
      apply(isOn) {
        for (const method of limitedMethods) {
          faults.failEvery(method, isOn ? 'lost-answer' : undefined);
        }
      },
    }),
    createSwitch({
      id: 'slow',
      label: 'Slow Slack',
      hint: 'Each call takes 2 seconds more',
      apply: (isOn) => faults.latency(isOn ? slowerByMs : 0),
    }),
    createSwitch({
      id: 'down',
      label: 'Slack is down',
      hint: 'No call of the bot gets through; see All calls',
      apply: (isOn) => faults.down(isOn),
    }),
  ];
}

/** A switch that is off at first; `apply` hears every turn. */
export function createSwitch({
  apply,
  ...shown
}: Omit<FaultSwitch, 'isOn' | 'set'> & {
  readonly apply: (isOn: boolean) => void;
}): FaultSwitch {
  let isOn = false;
  return {
    ...shown,
    isOn: () => isOn,
    set(on) {
      isOn = on;
      apply(on);
    },
  };
}
