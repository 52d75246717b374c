import { type Dispatcher, request } from 'undici';
import { readJson } from './body.ts';
import {
  EmpiricalError,
  KeyRefusedError,
  RateLimitedError,
  RequestRefusedError,
  RunNotFoundError,
  UnreachableError,
  UnreadableAnswerError,
} from './errors.ts';
import { readReason } from './refusal-reason.ts';
import { readRetryAfterMs } from './retry.ts';
import { isForeignProtocol, readNetworkTrouble } from './trouble.ts';

/** Largest answer that is read, after decompression. */
const maxAnswerBytes = 20 * 1024 * 1024;

/** Error answers are only kept for their connection; a longer one is not worth its reading. */
const maxDiscardedBytes = 16 * 1024;

/** Seconds that are named where Empirical limits requests without saying for how long. */
const guessedRetryAfterMs = 10_000;

/** One request to be tried. */
export interface AttemptRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The API key, which no error may repeat. */
  readonly secret: string;
  readonly dispatcher: Dispatcher;
  readonly runId: number;
  /** For connection, headers and the whole body together. */
  readonly timeoutMs: number;
  /** Ends the attempt; its reason is thrown. */
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** What came of one attempt: a parsed body, or an error with what the next attempt depends on. */
export type AttemptOutcome =
  | { readonly isDone: true; readonly body: unknown }
  | {
      readonly isDone: false;
      readonly error: EmpiricalError;
      readonly isWorthRetrying: boolean;
      readonly retryAfterMs: number | undefined;
    };

/**
 * Asks once, without following redirects. The timeout is one clock over everything, because a body
 * that trickles in resets every clock that counts from byte to byte.
 */
export async function attempt(asked: AttemptRequest): Promise<AttemptOutcome> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), asked.timeoutMs);
  try {
    const { url, headers, dispatcher } = asked;
    const signal = AbortSignal.any([asked.signal, timeout.signal]);
    const noClocks = { headersTimeout: 0, bodyTimeout: 0 };
    return await judge(await request(url, { headers, dispatcher, signal, ...noClocks }), asked);
  } catch (error) {
    asked.signal.throwIfAborted();
    if (timeout.signal.aborted) {
      return failed(new UnreachableError('timeout'), true);
    }
    return failedBy(error);
  } finally {
    clearTimeout(timer);
  }
}

async function judge(
  answer: Dispatcher.ResponseData,
  asked: AttemptRequest,
): Promise<AttemptOutcome> {
  if (answer.statusCode === 200) {
    return { isDone: true, body: await readJson(answer, maxAnswerBytes) };
  }
  if (answer.statusCode === 400) {
    return failed(new RequestRefusedError(await readReason(answer, asked.secret)));
  }
  await answer.body.dump({ limit: maxDiscardedBytes });
  return judgeStatus(answer, asked);
}

function judgeStatus(
  { statusCode: status, headers }: Dispatcher.ResponseData,
  { runId, now }: AttemptRequest,
): AttemptOutcome {
  if (status === 404) {
    return failed(new RunNotFoundError(runId));
  }
  if (status === 401 || status === 403) {
    return failed(new KeyRefusedError(status));
  }
  const retryAfterMs = readRetryAfterMs(headers['retry-after'], now());
  if (status === 429) {
    return failed(
      new RateLimitedError(wholeSeconds(retryAfterMs ?? guessedRetryAfterMs)),
      true,
      retryAfterMs,
    );
  }
  if (status >= 500) {
    const isPassing = status === 502 || status === 503 || status === 504;
    const retryAfterSeconds = retryAfterMs === undefined ? undefined : wholeSeconds(retryAfterMs);
    const error = new UnreachableError('server-error', { status, retryAfterSeconds });
    return failed(error, isPassing, retryAfterMs);
  }
  const isRedirect = status >= 300 && status < 400;
  return failed(
    new UnreadableAnswerError([isRedirect ? 'redirect' : `unexpected status ${status}`]),
  );
}

/** At least 1, since "in 0 s" would read like a slip. */
function wholeSeconds(durationMs: number): number {
  return Math.max(1, Math.ceil(durationMs / 1000));
}

function failedBy(error: unknown): AttemptOutcome {
  if (error instanceof EmpiricalError) {
    return failed(error);
  }
  // The cause stays behind: a parser's error carries bytes of the answer.
  if (isForeignProtocol(error)) {
    return failed(new UnreadableAnswerError(['not HTTP']));
  }
  const met = readNetworkTrouble(error);
  if (met === undefined) {
    throw error;
  }
  return failed(new UnreachableError(met.trouble, { cause: error }), met.isWorthRetrying);
}

function failed(
  error: EmpiricalError,
  isWorthRetrying = false,
  retryAfterMs?: number,
): AttemptOutcome {
  return { isDone: false, error, isWorthRetrying, retryAfterMs };
}
