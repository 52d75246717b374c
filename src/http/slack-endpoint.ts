import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from '../log.ts';
import { isDeclaredOver, readRawBody } from './raw-body.ts';
import { isSignedBySlack, isTimely } from './slack-signature.ts';

/** What `POST /slack/events` needs. */
export interface SlackEndpointOptions {
  readonly signingSecret: string;
  /** Bolt's receiver; it gets only requests that Slack signed, with the body read into `rawBody`. */
  readonly receive: RequestListener;
  readonly now: () => number;
  readonly log: Logger;
}

const maxBodyBytes = 1024 * 1024;

/**
 * Makes the handler of Slack's requests: 413 for a body over 1 MiB, 401 unless Slack signed it within
 * five minutes of now, 400 for a signed body that is no event; all else goes to Bolt.
 */
export function createSlackEndpoint(options: SlackEndpointOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refusal = await admit(request, options);
    if (refusal !== undefined) {
      options.log.warn({ status: refusal.status, reason: refusal.reason }, 'request refused');
      response.writeHead(refusal.status, { connection: 'close' }).end();
      return;
    }
    await options.receive(request, response);
  };
}

interface Refusal {
  readonly status: 400 | 401 | 413;
  readonly reason: string;
}

async function admit(
  request: IncomingMessage,
  { signingSecret, now }: SlackEndpointOptions,
): Promise<Refusal | undefined> {
  const timestamp = oneHeader(request, 'x-slack-request-timestamp');
  const signature = oneHeader(request, 'x-slack-signature');
  if (isDeclaredOver(request, maxBodyBytes)) {
    return { status: 413, reason: 'body over 1 MiB' };
  }
  if (signature === undefined || !isTimely(timestamp, now())) {
    return { status: 401, reason: 'unsigned, or signed more than five minutes away from now' };
  }
  const body = await readRawBody(request, maxBodyBytes);
  if (body === undefined) {
    return { status: 413, reason: 'body over 1 MiB' };
  }
  if (!isSignedBySlack({ timestamp, signature, body }, signingSecret, now())) {
    return { status: 401, reason: 'wrong signature; is SLACK_SIGNING_SECRET the one of this app?' };
  }
  if (!isReadable(request, body.toString('utf8'))) {
    return { status: 400, reason: 'the body is not an event, a command or an action' };
  }
  Object.assign(request, { rawBody: body });
  return undefined;
}

function oneHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Bolt reads properties of whatever the JSON holds, so only objects may reach it. */
function isReadable(request: IncomingMessage, body: string): boolean {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const json = isForm ? new URLSearchParams(body).get('payload') : body;
  if (json === null) {
    return true;
  }
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) && (!('event' in value) || isObject(value.event));
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
