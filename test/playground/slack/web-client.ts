import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { SlackEmulator } from '../../../playground/slack/emulator.ts';
import { quiet } from './bolt-app.ts';

/** Slack's own client, talking to the workspace with the bot's token. */
export function clientOf(slack: SlackEmulator, options: WebClientOptions = {}): WebClient {
  return new WebClient(slack.credentials.botToken, {
    slackApiUrl: slack.webApiUrl,
    retryConfig: { retries: 0 },
    logger: quiet,
    ...options,
  });
}

/** Resolves with the error code of a call that Slack refuses. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const data = error instanceof Error && 'data' in error ? error.data : undefined;
    const code =
      typeof data === 'object' && data !== null && 'error' in data ? data.error : undefined;
    if (typeof code === 'string') {
      return code;
    }
    throw error;
  }
  throw new Error('the call was not refused');
}
