import type { DueNotice } from '../store/store.ts';

/** Who was told of which end while the database could not be told that they were. */
export interface Unrecorded {
  /**
   * @param key names the card
   * @param snapshot the run as people were told of it
   */
  add(key: string, snapshot: string, userIds: readonly string[]): void;
  delete(key: string): void;
  /** Those of a notice's people who have not been told of this end. */
  without(notice: DueNotice): readonly string[];
}

/** Makes an empty record. Another end of the same run is another snapshot. */
export function createUnrecorded(): Unrecorded {
  const told = new Map<
    string,
    { readonly snapshot: string; readonly userIds: readonly string[] }
  >();
  return {
    add(key, snapshot, userIds) {
      told.set(key, { snapshot, userIds });
    },
    delete(key) {
      told.delete(key);
    },
    without({ card, run, userIds }) {
      const known = told.get(card.key);
      return known?.snapshot === run.snapshot
        ? userIds.filter((userId) => !known.userIds.includes(userId))
        : userIds;
    },
  };
}
