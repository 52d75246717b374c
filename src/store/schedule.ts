/** What has to be done at some time: a kind of work, and the one thing that it is about. */
export interface Task {
  /** `read`: read a run. `update`: change a workspace's cards. `tell`: tell a channel's people of an end. */
  readonly kind: 'read' | 'update' | 'tell';
  /** At most 200 characters; a kind and a key name one task. */
  readonly key: string;
}

/**
 * Does a task. Resolves to the milliseconds after which it has to be done again, or to undefined where
 * nothing is left to do. The signal is aborted when the process stops or the task has taken too long;
 * somebody else may then do it.
 */
export type Work = (task: Task, signal: AbortSignal) => Promise<number | undefined>;

/**
 * When what has to be done. A hint that may be lost or come twice: what is true stands in the store,
 * and whoever works on a task looks there first.
 */
export interface Schedule {
  /**
   * Asks for a task to be done after so many milliseconds. A task waits once: the soonest asking
   * wins. Asked while it is being done, it is done once more afterwards.
   *
   * @throws {StoreError}
   */
  ask(task: Task, delayMs: number): Promise<void>;
  /**
   * Begins to hand out tasks that are due, also those from before a restart. A task is never handed
   * out twice at the same time, whatever the number of replicas. Work that rejects is asked for again
   * after ten seconds.
   */
  start(work: Work): void;
  /** Hands out nothing more, aborts what is being worked on, and waits for it to end. */
  stop(): Promise<void>;
}
