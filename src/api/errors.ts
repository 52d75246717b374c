/**
 * Who can do something about a failed look-up. The log tells of what only the asker can mend more
 * quietly: it is no news to an operator.
 */
export type WhoActs = 'asker' | 'operator' | 'empirical' | 'us';

/** Kind of trouble on the way to Empirical, in the words a card may use. */
export type Trouble = 'timeout' | 'connection' | 'dns' | 'tls' | 'server-error';

/**
 * A look-up that did not give a run. Every subclass says who must act and keeps its `cause`.
 * Messages are for logs: they never hold a key, a URL with a query, or an answer's body.
 */
export abstract class EmpiricalError extends Error {
  abstract readonly whoActs: WhoActs;
}

/** 404: the run does not exist, or the key cannot see it; Empirical does not say which. */
export class RunNotFoundError extends EmpiricalError {
  override readonly name = 'RunNotFoundError';
  readonly whoActs = 'asker';
  readonly runId: number;

  constructor(runId: number) {
    super(`run ${runId} was not found`);
    this.runId = runId;
  }
}

/** 400: Empirical refused the request and said why. */
export class RequestRefusedError extends EmpiricalError {
  override readonly name = 'RequestRefusedError';
  readonly whoActs = 'operator';
  /** Empirical's own words, untrusted, at most 300 characters; undefined when it gave none. */
  readonly reason: string | undefined;

  constructor(reason: string | undefined) {
    super('Empirical refused the request (400)');
    this.reason = reason;
  }
}

/** 401 or 403: the API key is wrong, disabled, deleted or not permitted. */
export class KeyRefusedError extends EmpiricalError {
  override readonly name = 'KeyRefusedError';
  readonly whoActs = 'operator';
  readonly status: number;

  constructor(status: number) {
    super(`Empirical refused the API key (${status})`);
    this.status = status;
  }
}

/** 429 after the retries that were allowed. */
export class RateLimitedError extends EmpiricalError {
  override readonly name = 'RateLimitedError';
  readonly whoActs = 'empirical';
  /** Seconds to wait as Empirical asked, or our own guess where it did not say. */
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`Empirical is limiting requests for ${retryAfterSeconds} s`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** 5xx, time-outs, connection, DNS and TLS trouble, after the retries that were allowed. */
export class UnreachableError extends EmpiricalError {
  override readonly name = 'UnreachableError';
  readonly whoActs = 'empirical';
  readonly trouble: Trouble;
  /** HTTP status, for `server-error` only. */
  readonly status: number | undefined;
  /** Seconds to wait where a server error came with a `Retry-After`; at least 1. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    trouble: Trouble,
    options: { status?: number; retryAfterSeconds?: number | undefined; cause?: unknown } = {},
  ) {
    super(
      `Empirical could not be reached: ${trouble}${options.status === undefined ? '' : ` (${options.status})`}`,
      { cause: options.cause },
    );
    this.trouble = trouble;
    this.status = options.status;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** An answer that is not JSON, is too large, is a redirect, or breaks the contract in what a card needs. */
export class UnreadableAnswerError extends EmpiricalError {
  override readonly name = 'UnreadableAnswerError';
  readonly whoActs = 'us';
  /** What did not fit: schema paths with the kind of fault, or a word such as `not JSON`. Never values. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options: { cause?: unknown } = {}) {
    super(`Empirical answered in a form this bot does not understand: ${faults.join('; ')}`, {
      cause: options.cause,
    });
    this.faults = faults;
  }
}
