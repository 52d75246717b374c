import type { LinkSettings } from '../blocks/card-context.ts';
import type { Config } from '../config.ts';
import type { InHand } from '../in-hand.ts';
import type { LiveCards } from '../live/live-cards.ts';
import type { Logger } from '../log.ts';
import type { TestRun } from '../runs/run.ts';
import type { ChannelFacts } from './channel-facts.ts';
import type { Revivals } from './revive.ts';
import type { Seen } from './seen.ts';
import type { SlackClients } from './slack-clients.ts';

/** Reads a run; rejects with an EmpiricalError. */
type ReadTestRun = (
  id: number,
  options: { signal: AbortSignal; fresh: boolean },
) => Promise<TestRun>;

/** What every listener works with. */
export interface Bot {
  readonly readTestRun: ReadTestRun;
  readonly clients: SlackClients;
  readonly channels: ChannelFacts;
  readonly seen: Seen;
  readonly live: LiveCards;
  readonly revivals: Revivals;
  readonly inHand: InHand;
  readonly links: LinkSettings & Pick<Config['empirical'], 'dashboardOrigins'>;
  readonly allowExternalChannels: Config['allowExternalChannels'];
  /** Aborted when the process can wait no longer for work in hand. */
  readonly stopping: AbortSignal;
  /** Counts one more answer that could not be delivered at all, and tells how many there were. */
  readonly undelivered: () => number;
  readonly log: Logger;
  readonly now: () => number;
}
