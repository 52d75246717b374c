/** Most attempts for one look-up: the first and two retries. */
const maxAttempts = 3;

/** Longest `Retry-After` that is waited out; a longer one ends the look-up at once. */
const maxRetryAfterMs = 10_000;

/** Time for one whole look-up, its retries and waits included. */
export const lookUpDeadlineMs = 25_000;

/** No server means longer than a day; beyond it the number is noise. */
const maxBelievableMs = 24 * 60 * 60 * 1000;

const firstBackOffMs = 250;

/**
 * Reads a `Retry-After` header, given in seconds or as an HTTP date, into milliseconds from now;
 * at most a day, and undefined where it is missing or malformed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function readRetryAfterMs(header: unknown, nowMs: number): number | undefined {
  if (typeof header !== 'string') {
    return undefined;
  }
  const text = header.trim();
  const waitMs = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : httpDateMs(text) - nowMs;
  if (Number.isNaN(waitMs)) {
    return undefined;
  }
  return Math.min(Math.max(0, Math.ceil(waitMs)), maxBelievableMs);
}

/** Why and when the last attempt failed, as far as the next wait depends on it. */
export interface FailedAttempt {
  /** Attempts made so far, this one included. */
  readonly attempts: number;
  readonly retryAfterMs: number | undefined;
  readonly nowMs: number;
  readonly deadlineAtMs: number;
  /** A number in [0, 1). */
  readonly random: number;
}

/** How long to wait before the next attempt; undefined when there shall be none. */
export function nextWaitMs(failed: FailedAttempt): number | undefined {
  const retryAfterMs = failed.retryAfterMs ?? 0;
  if (failed.attempts >= maxAttempts || retryAfterMs > maxRetryAfterMs) {
    return undefined;
  }
  const waitMs = Math.max(retryAfterMs, backOffMs(failed.attempts, failed.random));
  return failed.nowMs + waitMs < failed.deadlineAtMs ? waitMs : undefined;
}

/** Half fixed, half random, doubling: a crowd of bots does not come back as one. */
function backOffMs(attempts: number, random: number): number {
  const fullMs = firstBackOffMs * 2 ** (attempts - 1);
  return Math.round(fullMs / 2 + (fullMs / 2) * random);
}

/** The three date forms of HTTP all begin with the name of a day; other texts are not dates here. */
function httpDateMs(text: string): number {
  return /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? /.test(text) ? Date.parse(text) : Number.NaN;
}
