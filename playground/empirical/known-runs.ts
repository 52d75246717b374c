import { madeUpRuns } from './made-up-runs.ts';
import { oddAnswers } from './odd-answers.ts';
import { progressingRuns } from './progressing-run.ts';
import { refusals } from './refusals.ts';
import { reportedRuns, slowRun } from './reported-runs.ts';
import type { KnownRun } from './sandbox-run.ts';
import { unfinishedRuns } from './unfinished-runs.ts';

/** Everything the sandbox knows, fresh and in the order of the page's list: by id, runs first. */
export function knownRuns(): KnownRun[] {
  const runs = [...reportedRuns(), ...unfinishedRuns(), ...progressingRuns(), ...madeUpRuns()];
  const troubles = [slowRun(), ...oddAnswers(), ...refusals()];
  return [...byId(runs), ...byId(troubles)];
}

function byId(runs: readonly KnownRun[]): KnownRun[] {
  return runs.toSorted((a, b) => a.id - b.id);
}
