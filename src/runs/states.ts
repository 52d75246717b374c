import type { TerminalState } from '../api/schema.ts';

/** Keyed by the API's own type, so that the compiler notices when the two lists part. */
const terminal: Readonly<Record<TerminalState, true>> = {
  ended: true,
  error: true,
  cancelled: true,
};

const unfinished = ['pending', 'queued', 'started', 'cancelling'];

const terminalStates: ReadonlySet<string> = new Set(Object.keys(terminal));

const knownStates: ReadonlySet<string> = new Set([...terminalStates, ...unfinished]);

/** Whether a run in this state will change no more; a word this bot does not know is not terminal. */
export function isTerminalState(state: string): boolean {
  return terminalStates.has(state);
}

/** Whether the state is one of the seven that Empirical documents. */
export function isKnownState(state: string): boolean {
  return knownStates.has(state);
}
