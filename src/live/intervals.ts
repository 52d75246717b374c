const quickMs = 5000;
const slowestMs = 50_000;

/** A run that has just moved is read at the quickest pace for so long. */
const restlessForMs = 2 * 60 * 1000;

/** Part of the unchanged time that is waited before the next look: 25 s after ten quiet minutes. */
const patience = 1 / 24;

/** Beyond this an answer to "when again?" is a mistake rather than a wish. */
export const longestWishMs = 10 * 60 * 1000;

/** What the next reading of a run depends on. */
export interface Pace {
  /** How long nothing has changed. */
  readonly unchangedForMs: number;
  /** Readings in a row that failed. */
  readonly failures: number;
  /** What Empirical asked for, where it did. */
  readonly retryAfterMs: number | undefined;
  /** A number in [0, 1). */
  readonly random: number;
}

/**
 * Milliseconds until a run is read again: five seconds while things move, more and more of them the
 * longer nothing has changed or nothing could be read, at most a minute unless Empirical asked for
 * longer. Up to a fifth is added by chance, so that a thousand runs do not come back as one.
 */
export function nextReadDelayMs({ unchangedForMs, failures, retryAfterMs, random }: Pace): number {
  const quietMs = unchangedForMs < restlessForMs ? quickMs : unchangedForMs * patience;
  const troubledMs = failures === 0 ? 0 : backOffMs(failures, quickMs, slowestMs);
  const wishMs = Math.min(retryAfterMs ?? 0, longestWishMs);
  const baseMs = Math.max(wishMs, Math.min(slowestMs, Math.max(quickMs, quietMs, troubledMs)));
  return Math.round(baseMs * (1 + random / 5));
}

/** Doubles with every failure in a row, from the first pause to the longest. */
export function backOffMs(failures: number, firstMs: number, longestMs: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
}
