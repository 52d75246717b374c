import type { DueNotice } from '../store/store.ts';

/** Who was told of which end while the database could not be told that they were. */
export interface Unrecorded {
  /** Adds the people of a notice. Another end of the same run is another snapshot, or another status. */
  add(notice: DueNotice): void;
  /** @param key names the card */
  delete(key: string): void;
  /** Those of a notice's people who have not been told of this end. */
  without(notice: DueNotice): readonly string[];
}

/** Makes an empty record. */
export function createUnrecorded(): Unrecorded {
  const told = new Map<string, DueNotice>();
  return {
    add(notice) {
      told.set(notice.card.key, notice);
    },
    delete(key) {
      told.delete(key);
    },
    without({ card, run, userIds }) {
      const known = told.get(card.key);
      return known?.run.snapshot === run.snapshot && known.run.status === run.status
        ? userIds.filter((userId) => !known.userIds.includes(userId))
        : userIds;
    },
  };
}
