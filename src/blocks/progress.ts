import type { TestRun } from '../runs/run.ts';

/** How far a run has come; more than nothing is done, and less than all. */
export interface Progress {
  readonly doneCount: number;
  readonly totalCount: number;
}

/** Only where the total is ahead of what is done: Empirical may count the total up as tests finish. */
export function progressOf({
  totalCount,
  successCount = 0,
  failedCount = 0,
}: TestRun): Progress | undefined {
  const doneCount = successCount + failedCount;
  return totalCount !== undefined && doneCount > 0 && doneCount < totalCount
    ? { doneCount, totalCount }
    : undefined;
}

const barLength = 10;

/**
 * A bar such as "▰▰▰▰▰▱▱▱▱▱ 57 %"; undefined where the counts do not tell. The percentage stands beside
 * it in words, since a screen reader passes over the bar. Neither is full before the end.
 */
export function progressBar(run: TestRun): string | undefined {
  const progress = progressOf(run);
  if (progress === undefined) {
    return undefined;
  }
  const share = progress.doneCount / progress.totalCount;
  const filled = Math.min(barLength - 1, Math.floor(share * barLength));
  const percent = Math.min(99, Math.floor(share * 100));
  return `${'▰'.repeat(filled)}${'▱'.repeat(barLength - filled)} ${percent} %`;
}
