import { RespondError, webApi } from '@slack/bolt';

/** Codes with which Slack says that the bot may not, or cannot, post in a channel. */
const cannotPost: ReadonlySet<string> = new Set([
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_locked',
  'team_access_not_granted',
  'access_denied',
  'no_permission',
  'missing_scope',
  'posting_to_general_channel_denied',
  'message_limit_exceeded',
]);

/** Codes of a message that breaks one of Slack's limits: our fault, whatever the run held. */
const brokenMessage: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
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
 * What became of a message that Slack did not take: `refused` by the channel, `broken` by us,
 * `limited` in rate, `unsent` because no connection came about, or `unsure` when the answer got lost.
 */
export type DeliveryTrouble = 'refused' | 'broken' | 'limited' | 'unsent' | 'unsure';

/** Sorts what a Web API call threw by what can be done about it. */
export function deliveryTrouble(error: unknown): DeliveryTrouble {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return 'limited';
  }
  if (error instanceof webApi.WebAPIPlatformError) {
    if (brokenMessage.has(error.data.error)) {
      return 'broken';
    }
    return cannotPost.has(error.data.error)
      ? 'refused'
      : refusedUnlessSlackFailed(error.data.error);
  }
  return hasCauseCode(error, neverSent) ? 'unsent' : 'unsure';
}

/** Slack's own failures leave open whether the message went out; all other codes are a plain no. */
function refusedUnlessSlackFailed(code: string): DeliveryTrouble {
  return ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'].includes(code)
    ? 'unsure'
    : 'refused';
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

function hasCauseCode(error: unknown, codes: ReadonlySet<string>): boolean {
  for (let depth = 0, at = error; at instanceof Error && depth < 8; depth += 1) {
    if ('code' in at && typeof at.code === 'string' && codes.has(at.code)) {
      return true;
    }
    at = at instanceof webApi.WebAPIRequestError ? at.original : at.cause;
  }
  return false;
}
