import { RespondError, webApi } from '@slack/bolt';
import type { Sent } from '../live/card-slack.ts';

/** Codes of a message that breaks one of Slack's limits: our fault, whatever the run held. */
const brokenMessage: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
]);

/** Slack's own failures, which leave open whether a message went out. */
const slackFailed: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);

/** Codes that say that a message, its channel or the bot's place in it is there no more. */
const placeIsGone: ReadonlySet<string> = new Set([
  'message_not_found',
  'thread_not_found',
  'channel_not_found',
  'cannot_find_message',
  'cannot_find_channel',
  'is_archived',
  'is_inactive',
  'not_in_channel',
  'token_revoked',
  'token_expired',
  'account_inactive',
  'invalid_auth',
  'not_authed',
]);

/** Codes that say that a message can be changed no more, though it is there. */
const isFixed: ReadonlySet<string> = new Set([
  'cant_update_message',
  'edit_window_closed',
  'block_mismatch',
  'cannot_unfurl_url',
  'cannot_unfurl_message',
  ...brokenMessage,
]);

const neverSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * What became of a message that Slack did not take: `refused` by a rule, `broken` by us, `limited` in
 * rate, `unsent` because no connection came about, or `unsure` when the answer got lost.
 */
export type DeliveryTrouble = 'refused' | 'broken' | 'limited' | 'unsent' | 'unsure';

/** What became of a message for everyone; `unsure`: sending it again may double it. */
export type PostOutcome = 'posted' | 'refused' | 'unsure';

const longestPauseMs = 10_000;
const unsentPauseMs = 300;

/** Sorts what a call to Slack threw by what can be done about it. */
export function deliveryTrouble(error: unknown): DeliveryTrouble {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return 'limited';
  }
  if (error instanceof webApi.WebAPIPlatformError) {
    const { error: code } = error.data;
    return brokenMessage.has(code) ? 'broken' : slackFailed.has(code) ? 'unsure' : 'refused';
  }
  if (error instanceof RespondError) {
    return error.statusCode >= 500 ? 'unsure' : 'refused';
  }
  return hasCauseCode(error, neverSent) ? 'unsent' : 'unsure';
}

const longestLimitMs = 10 * 60 * 1000;
const unnamedLimitMs = 10_000;

/**
 * What became of a live card's update or notice that Slack did not take. Only codes that are known to be
 * final end a card: others, such as those of a workspace on the move, may pass.
 */
export function sentOf(error: unknown): Sent {
  const code = slackErrorCode(error);
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return { kind: 'limited', retryAfterMs: Math.min(error.retryAfter * 1000, longestLimitMs) };
  }
  if (code === 'ratelimited') {
    return { kind: 'limited', retryAfterMs: unnamedLimitMs };
  }
  const trouble = deliveryTrouble(error);
  if (trouble === 'unsent' || trouble === 'unsure') {
    return { kind: isAnswer(error) ? 'trouble' : trouble, code };
  }
  return { kind: placeIsGone.has(code) ? 'gone' : isFixed.has(code) ? 'fixed' : 'refused', code };
}

/** Whether Slack answered a call, with whatever error. */
export function isAnswer(error: unknown): boolean {
  return error instanceof webApi.WebAPIPlatformError || error instanceof webApi.WebAPIHTTPError;
}

/** Milliseconds to wait before the same call may work; undefined where that is too long. */
export function pauseBeforeRetry(error: unknown): number | undefined {
  const pauseMs =
    error instanceof webApi.WebAPIRateLimitedError ? error.retryAfter * 1000 : unsentPauseMs;
  return pauseMs <= longestPauseMs ? pauseMs : undefined;
}

/** A short code for logs: Slack's own, an HTTP status, or the name of the error; never its text. */
export function slackErrorCode(error: unknown): string {
  if (error instanceof webApi.WebAPIPlatformError) {
    return error.data.error;
  }
  if (error instanceof webApi.WebAPIHTTPError || error instanceof RespondError) {
    return `http_${error.statusCode}`;
  }
  return error instanceof Error ? error.name : 'unknown';
}

/** The error and what caused it, outermost first; Slack's client keeps the cause of a failed request aside. */
export function* causesOf(error: unknown): Generator<Error> {
  for (let depth = 0, at = error; at instanceof Error && depth < 8; depth += 1) {
    yield at;
    at = at instanceof webApi.WebAPIRequestError ? at.original : at.cause;
  }
}

function hasCauseCode(error: unknown, codes: ReadonlySet<string>): boolean {
  return causesOf(error).some(
    (cause) => 'code' in cause && typeof cause.code === 'string' && codes.has(cause.code),
  );
}
