import type { Faults } from '../slack/faults.ts';
import type { FaultSwitch } from './page-options.ts';

const slowerByMs = 2000;
const limitedMethods = ['chat.postMessage', 'chat.postEphemeral', 'chat.update', 'chat.unfurl'];

/** The emulator's troubles as switches for the page; all are off at first. */
export function createFaultSwitches(faults: Faults): FaultSwitch[] {
  return [
    createSwitch('realistic', "Slack's own pace", 'About one post a second in a channel', (on) =>
      faults.realisticLimits(on),
    ),
    createSwitch('limited', 'Rate limiting', 'Every second post is answered with 429', (on) => {
      for (const method of limitedMethods) {
        faults.rateLimit(method, { ...(on ? { everyNth: 2 } : {}), retryAfterSeconds: 1 });
      }
    }),
    createSwitch('slow', 'Slow Slack', 'Each call takes 2 seconds more', (on) =>
      faults.latency(on ? slowerByMs : 0),
    ),
    createSwitch('down', 'Slack is down', 'No call of the bot gets through; see All calls', (on) =>
      faults.down(on),
    ),
  ];
}

function createSwitch(
  id: string,
  label: string,
  hint: string,
  apply: (on: boolean) => void,
): FaultSwitch {
  let isOn = false;
  return {
    id,
    label,
    hint,
    isOn: () => isOn,
    set(on) {
      isOn = on;
      apply(on);
    },
  };
}
