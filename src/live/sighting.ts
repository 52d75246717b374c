import { createHash } from 'node:crypto';
import type { TestRun } from '../runs/run.ts';
import { writeSnapshot } from '../runs/snapshot.ts';
import { isTerminalState } from '../runs/states.ts';
import type { Sighting } from '../store/store.ts';

/**
 * Makes of a run what is stored of it.
 *
 * @param wantedTests ids or slugs of tests that cards show by name
 */
export function sightingOf(run: TestRun, wantedTests: readonly string[]): Sighting {
  const snapshot = writeSnapshot(run, wantedTests);
  return { snapshot, fingerprint: shortHash(snapshot), isTerminal: isTerminalState(run.state) };
}

/** A hash that is short enough for a key and long enough never to meet another by chance. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
