import { randomSecret } from './credentials.ts';
import { SlackRefusal } from './slack-refusal.ts';

/** How long a `trigger_id` can open a modal. */
const TRIGGER_LIFETIME_MS = 3000;

/** The short-lived permits, one for each act of a person, with which a bot can open a modal. */
export interface TriggerIds {
  issue(act: TriggerAct): string;
  /**
   * Uses one up and says whose it is.
   * @throws {SlackRefusal} `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`.
   */
  exchange(triggerId: string | undefined): TriggerAct;
}

/** Who acted, and in which modal, if in one. */
interface TriggerAct {
  readonly userId: string;
  readonly viewId?: string;
}

/** No permits yet. */
export function createTriggerIds(now: () => number): TriggerIds {
  const known = new Map<string, { act: TriggerAct; expiresAt: number; isUsed: boolean }>();
  return {
    issue(act) {
      const id = `${now()}.${randomSecret(8)}`;
      known.set(id, { act, expiresAt: now() + TRIGGER_LIFETIME_MS, isUsed: false });
      if (known.size > 1000) {
        forgetFirst(known);
      }
      return id;
    },
    exchange(triggerId) {
      const trigger = known.get(triggerId ?? '');
      if (trigger === undefined) {
        throw new SlackRefusal('invalid_trigger_id');
      }
      if (trigger.isUsed) {
        throw new SlackRefusal('exchanged_trigger_id');
      }
      if (now() > trigger.expiresAt) {
        throw new SlackRefusal('expired_trigger_id');
      }
      trigger.isUsed = true;
      return trigger.act;
    },
  };
}

function forgetFirst(known: Map<string, unknown>): void {
  for (const first of known.keys()) {
    known.delete(first);
    return;
  }
}
