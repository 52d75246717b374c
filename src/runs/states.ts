import type { TerminalState } from '../api/schema.ts';

/** Keyed by the API's own type, so that the compiler notices when the two lists part. */
const terminal: Readonly<Record<TerminalState, true>> = {
  ended: true,
  error: true,
  cancelled: true,
};

const terminalStates: ReadonlySet<string> = new Set(Object.keys(terminal));

/** Whether a run in this state will change no more; a word this bot does not know is not terminal. */
export function isTerminalState(state: string): boolean {
  return terminalStates.has(state);
}
