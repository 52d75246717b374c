import { setTimeout as sleep } from 'node:timers/promises';
import { webApi } from '@slack/bolt';
import { ConfigError } from './config.ts';
import { causesOf, slackErrorCode } from './handlers/slack-errors.ts';
import type { Logger } from './log.ts';

/** Codes with which Slack says that it has trouble itself; any other will not change by waiting. */
const passingCodes: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'team_added_to_org',
]);

const firstPauseMs = 500;
const longestPauseMs = 15_000;

/** A first call to Slack that a start depends on. */
export interface FirstCall {
  /** The variable that holds the token which the call uses. */
  readonly variable: string;
  readonly call: () => Promise<unknown>;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/**
 * Makes a first call to Slack, for as long as it takes Slack to be there.
 *
 * @throws {ConfigError} where Slack refuses the token
 * @throws the signal's reason where the process stops meanwhile
 */
export async function untilSlackAnswers({ variable, call, signal, log }: FirstCall): Promise<void> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    signal.throwIfAborted();
    try {
      await call();
      return;
    } catch (error) {
      if (error instanceof webApi.WebAPIPlatformError && !passingCodes.has(error.data.error)) {
        const words = `was refused by Slack (${error.data.error}). Copy it again from your Slack app, and check its scopes.`;
        throw new ConfigError([`${variable} ${words}`]);
      }
      const why = { code: slackErrorCode(error), cause: rootCause(error), retryInMs: pauseMs };
      log.warn(why, 'Slack could not be reached yet');
    }
    await sleep(pauseMs, undefined, { signal });
  }
}

/** The first cause in words, such as `getaddrinfo ENOTFOUND slack.com`. */
function rootCause(error: unknown): string {
  return [...causesOf(error)].at(-1)?.message ?? '';
}

/** What the app must be allowed to do; the scopes of manifest.yml. */
export const requiredScopes: readonly string[] = [
  'commands',
  'chat:write',
  'chat:write.public',
  'links:read',
  'links:write',
  'app_mentions:read',
  'channels:read',
  'groups:read',
];

/**
 * Says in the log which scopes the installed app lacks, as after a change of the manifest without a
 * new installation. The bot runs all the same, and what it may not do it does not do.
 *
 * @see https://docs.slack.dev/authentication/installing-with-oauth
 */
export async function warnOfMissingScopes(client: webApi.WebClient, log: Logger): Promise<void> {
  try {
    const granted = new Set((await client.auth.test()).response_metadata?.scopes);
    const missing = requiredScopes.filter((scope) => !granted.has(scope));
    if (granted.size > 0 && missing.length > 0) {
      log.warn({ missing }, 'the Slack app lacks scopes: install it again with manifest.yml');
    }
  } catch (error) {
    log.debug({ code: slackErrorCode(error) }, 'the scopes of the Slack app could not be read');
  }
}
