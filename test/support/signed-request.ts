import { randomUUID } from 'node:crypto';
import { signatureOf } from '../../playground/slack/http-transport.ts';
import type { TestBot } from './test-bot.ts';

/** A request as Slack would make it, or nearly. */
export interface RawRequest {
  readonly body: string;
  readonly contentType?: string;
  /** Seconds between now and the time stamp; negative for the past. */
  readonly skewSeconds?: number;
  readonly secret?: string;
  /** Headers in place of the right ones; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** The content types of Slack's requests. */
const JSON_TYPE = 'application/json';
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Sends a signed request to the bot's one URL for Slack. */
export function sendSigned(
  bot: Pick<TestBot, 'url' | 'slack'>,
  raw: RawRequest,
): Promise<Response> {
  const stamp = String(Math.floor(Date.now() / 1000) + (raw.skewSeconds ?? 0));
  const secret = raw.secret ?? bot.slack.credentials.signingSecret;
  const headers = {
    'content-type': raw.contentType ?? JSON_TYPE,
    'x-slack-request-timestamp': stamp,
    'x-slack-signature': signatureOf(secret, stamp, raw.body),
    ...raw.headers,
  };
  const given = Object.entries(headers).filter(
    (header): header is [string, string] => header[1] !== undefined,
  );
  return fetch(`${bot.url}/slack/events`, { method: 'POST', headers: given, body: raw.body });
}

/** Fields of a form, as Slack encodes commands. */
export function form(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString();
}

/** A slash command for Robin in #on-call, with changes. */
export function commandForm(changes: Readonly<Record<string, string>> = {}): string {
  return form({
    command: '/testrun',
    text: '48213',
    user_id: 'U0ROBIN',
    channel_id: 'C0ONCALL',
    channel_name: 'on-call',
    team_id: 'T0PLAYGRND',
    api_app_id: 'A0TESTRUN',
    trigger_id: randomUUID(),
    ...changes,
  });
}

/** An event in its envelope. */
export function eventBody(
  event: unknown,
  envelope: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    type: 'event_callback',
    team_id: 'T0PLAYGRND',
    api_app_id: 'A0TESTRUN',
    event_id: `Ev${crypto.randomUUID()}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [{ team_id: 'T0PLAYGRND', user_id: 'U0TESTRUN', is_bot: true }],
    event,
    ...envelope,
  });
}
