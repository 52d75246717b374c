/** Why a run is no longer followed although it has not ended. */
type GivenUp = 'not-found' | 'key-refused' | 'too-long';

/** Why a run is followed no more. */
export type OverStatus = 'ended' | GivenUp;

/** A message or an unfurl that shows one run and follows it. */
export interface Card {
  /** Names the card: channel, message, and a hash of the URL for an unfurl. */
  readonly key: string;
  /** The workspace whose budget its updates are taken from. */
  readonly teamId: string;
  readonly channelId: string;
  /** Message that the card is, or that the unfurl hangs on. */
  readonly ts: string;
  /** The URL exactly as Slack sent it; undefined for a card that is a message of the bot's own. */
  readonly unfurlUrl: string | undefined;
  /** Root of the thread that the message stands in; undefined outside threads. */
  readonly threadTs: string | undefined;
  readonly layout: 'card' | 'unfurl' | 'two-lines';
  readonly runId: number;
  /** What its buttons remember, as they carry it. */
  readonly recall: string;
  /** Test that the card shows by name: its id, or its slug. */
  readonly wantedTest: string | undefined;
}

/** A run as it was last read. */
export interface Sighting {
  /** The run as text, without readings of a clock. */
  readonly snapshot: string;
  /** Short hash of the snapshot. */
  readonly fingerprint: string;
  readonly isTerminal: boolean;
}

/** A run that has cards. */
export interface FollowedRun {
  readonly runId: number;
  readonly status: 'following' | OverStatus;
  readonly snapshot: string;
  readonly fingerprint: string;
  /** When it was last read, with or without success; milliseconds since the epoch, as all below. */
  readonly readAtMs: number;
  readonly nextReadAtMs: number;
  /** How long it has been followed, without the time when nobody did. */
  readonly followedForMs: number;
  /** How long nothing has changed. */
  readonly unchangedForMs: number;
  /** Answers in a row that said "not found". */
  readonly misses: number;
  /** Readings in a row that failed in any way. */
  readonly failures: number;
}

/** What a reading did to a run; `sighting` is absent where the run could not be read. */
export interface Reading extends Omit<FollowedRun, 'snapshot' | 'fingerprint'> {
  readonly sighting?: Sighting | undefined;
}

/** A card that no longer shows what is known of its run. */
export interface StaleCard {
  readonly card: Card;
  readonly run: Pick<FollowedRun, 'status' | 'snapshot' | 'fingerprint'>;
  /** Hash of what the card shows. */
  readonly look: string;
  /** Updates of this card in a row that failed. */
  readonly failures: number;
}

/** How much a workspace's cards have been updated lately. */
export interface Spending {
  /** Times of the latest updates, oldest first, in milliseconds since the epoch. */
  readonly sentAtMs: readonly number[];
  /** No update before this; 0 where nothing stands against one. */
  readonly pausedUntilMs: number;
  /** Rounds in a row in which Slack could not be reached. */
  readonly failures: number;
}

/** People who wait for the end of a card's run, and what they have to be told. */
export interface DueNotice {
  readonly card: Card;
  readonly run: Pick<FollowedRun, 'snapshot'> & { readonly status: OverStatus };
  readonly userIds: readonly string[];
  /** Attempts so far. */
  readonly failures: number;
}

/**
 * What became of a wish to be told, or not to be told any more; `already`: who is told because they asked
 * for the run wishes it too, and has to press once more to take it back.
 */
export type WatchChange = 'added' | 'already' | 'removed' | 'full' | 'unknown-card';

/** All that has to be done, as it follows from what is stored. */
export interface OpenWork {
  readonly runs: readonly { readonly runId: number; readonly nextReadAtMs: number }[];
  /** Workspaces with stale cards. */
  readonly teamIds: readonly string[];
  /** Channels with people to be told. */
  readonly channels: readonly { readonly teamId: string; readonly channelId: string }[];
}

/**
 * What the bot remembers beyond a restart. Times are the caller's, in milliseconds since the epoch.
 * Every method rejects with a {@link StoreError} where the database is in trouble.
 */
export interface Store {
  /** Remembers a key until the given time; true where it was not remembered yet (or no longer). */
  isFirst(key: string, untilMs: number, nowMs: number): Promise<boolean>;
  /** Whether a key is remembered. */
  isRemembered(key: string, nowMs: number): Promise<boolean>;

  /**
   * Saves that a card was shown to people with this sighting of its run, in place of what was known
   * of the card; alive again where its life had ended. An unfinished run is followed from now on.
   *
   * A run that is being followed keeps what was read of it last, unless the sighting `isFresh`: where
   * the two differ, the card is stale. So does one whose stored reading is terminal and younger than a
   * minute, where the sighting is not terminal and not fresh. In all other cases an unfinished sighting
   * takes the place of the stored one and the run is followed (again), to be read after five seconds,
   * with `followedForMs` and all its like at 0. A terminal sighting of a run that is not stored saves nothing.
   *
   * @param shown.look hash of what the card shows
   * @param shown.watcher who is told of the end without having to ask; ignored for a card known already,
   *   and for a terminal sighting
   * @param shown.changesBefore what {@link changesOf} said before the card was drawn: where it says
   *   something else now, somebody else drew the card meanwhile, and it is stale
   * @returns the workspaces that now have stale cards of the run, and the channels with people to tell
   */
  putCard(
    card: Card,
    shown: {
      readonly sighting: Sighting;
      readonly look: string;
      readonly watcher: string | undefined;
      readonly isFresh: boolean;
      readonly changesBefore?: number | undefined;
    },
    nowMs: number,
  ): Promise<Pick<OpenWork, 'teamIds' | 'channels'>>;
  /** How often a card has been drawn since it is known; undefined for an unknown one. */
  changesOf(key: string): Promise<number | undefined>;

  /** What is stored of a run; undefined also for one that goes on and whose cards have all ended. */
  run(runId: number): Promise<FollowedRun | undefined>;
  /** Which of these runs are being followed. */
  followedAmong(runIds: readonly number[]): Promise<readonly number[]>;
  /** Makes a run that is being followed due at this time, also where it is being read just now. */
  makeDue(runId: number, nextReadAtMs: number): Promise<void>;
  /** Tests that the cards of a run show by name. */
  wantedTests(runId: number): Promise<readonly string[]>;
  /**
   * Records a reading of a run that is being followed (of another, nothing is recorded). Where
   * {@link makeDue} set a time after `reading.readAtMs`, while it was being read, that time stays if
   * it is sooner. Marks the run's cards stale where the fingerprint or the status changed. An unfinished
   * sighting of a run that had ended makes its people wait for the next end.
   * Gives the workspaces that now have stale cards, and the channels that now have people to tell.
   */
  recordReading(reading: Reading): Promise<Pick<OpenWork, 'teamIds' | 'channels'>>;

  /**
   * Stale cards of a workspace that may be tried now: those of runs that are followed no more first,
   * then those that never changed since they were posted, then the longest stale.
   */
  staleCards(teamId: string, limit: number, nowMs: number): Promise<readonly StaleCard[]>;
  /** When the next of a workspace's stale cards may be tried; undefined where none is left. */
  nextStaleAtMs(teamId: string): Promise<number | undefined>;
  /** Records what a card shows now. Stays stale where its run has changed again since. */
  recordShown(
    key: string,
    shown: {
      readonly fingerprint: string;
      readonly status: FollowedRun['status'];
      readonly look: string;
    },
    nowMs: number,
  ): Promise<void>;
  /**
   * Records that an update failed, and when it may be tried again: in at most fifteen minutes. A later
   * time, here and for notices, was written by a clock that has been set back since, and counts as past.
   */
  postponeCard(key: string, failures: number, notBeforeMs: number): Promise<void>;
  /** Records that a card can be changed no more. Its people are told in its thread all the same. */
  fixCard(key: string, why: string, nowMs: number): Promise<void>;
  /** Ends a card's life: it is updated no more and nobody is told in its thread. */
  endCard(key: string, why: string, nowMs: number): Promise<void>;
  spending(teamId: string): Promise<Spending>;
  recordSpending(teamId: string, spending: Spending): Promise<void>;

  /** Adds or removes somebody who is told when the card's run ends; at most 50 people a card. */
  toggleWatcher(key: string, userId: string, nowMs: number): Promise<WatchChange>;
  /** Takes over the telling of one card's people in a channel; nobody else does until `claimedUntilMs`. */
  claimNotice(
    channel: { readonly teamId: string; readonly channelId: string },
    claimedUntilMs: number,
    nowMs: number,
  ): Promise<DueNotice | undefined>;
  /** Records that those have been told whom the claim named; whoever joined since is told next. */
  recordTold(key: string, nowMs: number): Promise<void>;
  /** Gives a claim back after a failure; the card's people are told after `notBeforeMs`. */
  postponeNotice(key: string, failures: number, notBeforeMs: number): Promise<void>;
  /** When the next notice of a channel may go out; undefined where none is left. */
  nextNoticeAtMs(channel: {
    readonly teamId: string;
    readonly channelId: string;
  }): Promise<number | undefined>;

  /** All that has to be done, for whoever picks up after a crash; at most 5,000 runs. */
  openWork(): Promise<OpenWork>;
  /**
   * Removes runs that ended, or that nobody has seen, for more than seven days, with their cards, and keys
   * past their time.
   */
  purge(nowMs: number): Promise<void>;
}
