import { isValidSlackRequest } from '@slack/bolt';

/** What a signed request from Slack carries. */
export interface SignedRequest {
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: Buffer;
}

const maxSkewSeconds = 5 * 60;

/**
 * Whether the time stamp of a request is within five minutes of now, either way. Bolt's own check
 * refuses stale requests only; a stamp from the future would let a captured request live longer.
 *
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack/
 */
export function isTimely(timestamp: string | undefined, nowMs: number): boolean {
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) {
    return false;
  }
  return Math.abs(nowMs / 1000 - Number(timestamp)) <= maxSkewSeconds;
}

/** Whether Slack signed this request, with this secret, within five minutes of now. */
export function isSignedBySlack(
  { timestamp, signature, body }: SignedRequest,
  signingSecret: string,
  nowMs: number,
): boolean {
  if (timestamp === undefined || signature === undefined || !isTimely(timestamp, nowMs)) {
    return false;
  }
  return isValidSlackRequest({
    signingSecret,
    body: body.toString('utf8'),
    headers: {
      'x-slack-signature': signature,
      'x-slack-request-timestamp': Number(timestamp),
    },
    nowMilliseconds: nowMs,
  });
}
