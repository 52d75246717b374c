import type { Logger } from '../log.ts';
import type { TestRun } from '../runs/run.ts';
import type { Schedule } from '../store/schedule.ts';
import type { Store } from '../store/store.ts';
import type { CardSlack } from './card-slack.ts';

/** What following runs takes. */
export interface LiveParts {
  readonly store: Store;
  readonly schedule: Schedule;
  readonly slack: CardSlack;
  /** Reads a run anew; rejects with an EmpiricalError. */
  readonly readTestRun: (
    id: number,
    options: { signal: AbortSignal; fresh: boolean },
  ) => Promise<TestRun>;
  /** Whether the store can be reached, as far as is known. */
  readonly isAble: () => boolean;
  /** Counts one more card that Slack refuses to change, and tells how many there were. */
  readonly endedCards: () => number;
  /** Counts one more message that could not be delivered at all, and tells how many there were. */
  readonly undelivered: () => number;
  readonly log: Logger;
  /** Milliseconds since the epoch by a clock that never jumps while the process lives. */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
}
