import { withoutSecrets } from './redaction.ts';
import type { Call } from './workspace.ts';

/** How many exchanges a workspace remembers. */
const MAX_CALLS = 2000;

/** The outcome of an exchange. */
export interface CallOutcome {
  readonly status?: number;
  readonly response?: unknown;
  readonly failure?: string;
}

/** The exchanges between the workspace and the bot; the oldest are forgotten. */
export interface CallLog {
  /** Writes down that an exchange begins and returns its id. */
  begin(call: Pick<Call, 'direction' | 'name' | 'request'>): number;
  /** Writes down how it ended. */
  finish(id: number, outcome: CallOutcome): void;
  all(): readonly Call[];
  get(id: number): Call | undefined;
  /** How many began under this name, forgotten ones among them. */
  count(name: string): number;
}

/** An empty log; `onChange` hears the id of every call that begins or ends. */
export function createCallLog(options: {
  readonly now: () => number;
  readonly onChange: (callId: number) => void;
  readonly maxCalls?: number;
}): CallLog {
  const { now, onChange, maxCalls = MAX_CALLS } = options;
  const calls = new Map<number, Call>();
  const counts = new Map<string, number>();
  let lastId = 0;
  return {
    begin(call) {
      lastId += 1;
      counts.set(call.name, (counts.get(call.name) ?? 0) + 1);
      calls.set(lastId, { ...call, id: lastId, at: now(), request: withoutSecrets(call.request) });
      forgetOldest(calls, maxCalls);
      onChange(lastId);
      return lastId;
    },
    finish(id, outcome) {
      const call = calls.get(id);
      if (call === undefined) {
        return;
      }
      const response = withoutSecrets(outcome.response);
      calls.set(id, { ...call, ...outcome, response, durationMs: now() - call.at });
      onChange(id);
    },
    all: () => [...calls.values()],
    get: (id) => calls.get(id),
    count: (name) => counts.get(name) ?? 0,
  };
}

function forgetOldest(calls: Map<number, Call>, maxCalls: number): void {
  for (const id of calls.keys()) {
    if (calls.size <= maxCalls) {
      return;
    }
    calls.delete(id);
  }
}
