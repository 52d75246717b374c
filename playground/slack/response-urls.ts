import { setTimeout as delay } from 'node:timers/promises';
import type { CallLog } from './call-log.ts';
import { randomSecret } from './credentials.ts';
import type { FaultSwitches } from './faults.ts';
import { answer, type HttpAnswer } from './http-messages.ts';
import { isObject, type JsonObject, parseJson } from './json-reading.ts';
import { answerOrigin, type ResponseContext, type ResponseOrigin } from './response-answer.ts';
import { SlackRefusal } from './slack-refusal.ts';
import { answerUnder, outcomeOf } from './web-api.ts';

/** How often a response_url can be used. */
const RESPONSE_URL_USES = 5;
/** How long a response_url can be used. */
const RESPONSE_URL_LIFETIME_MS = 30 * 60 * 1000;

/** The addresses through which a bot answers a command or a click, in any channel. */
export interface ResponseUrls {
  /** Makes the address for one command or click. */
  issue(origin: ResponseOrigin): string;
  /** Answers a POST to a path under `/commands/` or `/actions/`. */
  handle(path: string, body: string, signal: AbortSignal): Promise<HttpAnswer>;
}

interface IssuedUrl {
  readonly origin: ResponseOrigin;
  readonly expiresAt: number;
  usesLeft: number;
}

const MAX_ISSUED = 20_000;

/** No address issued yet. `baseUrl()` is the emulator's own, without a slash at the end. */
export function createResponseUrls(options: {
  readonly baseUrl: () => string;
  readonly now: () => number;
  readonly calls: CallLog;
  readonly faults: FaultSwitches;
  readonly context: ResponseContext;
}): ResponseUrls {
  const { baseUrl, now, calls, faults, context } = options;
  const issued = new Map<string, IssuedUrl>();
  return {
    issue(origin) {
      const path = pathFor(origin, context);
      const expiresAt = now() + RESPONSE_URL_LIFETIME_MS;
      issued.set(path, { origin, usesLeft: RESPONSE_URL_USES, expiresAt });
      forgetOldest(issued);
      return `${baseUrl()}${path}`;
    },
    async handle(path, body, signal) {
      const request = parseJson(body);
      const callId = calls.begin({ direction: 'from-bot', name: 'response_url', request });
      if (faults.latencyMs() > 0) {
        await delay(faults.latencyMs(), undefined, { signal });
      }
      const reply = answerUnder(faults.judge('response_url'), () =>
        replyTo(() => {
          const { origin } = use(issued.get(path), now());
          answerOrigin(origin, readPayload(request), context, callId);
        }),
      );
      calls.finish(callId, outcomeOf(reply));
      return reply;
    },
  };
}

function pathFor(origin: ResponseOrigin, context: ResponseContext): string {
  const folder = origin.kind === 'command' ? 'commands' : 'actions';
  return `/${folder}/${context.credentials.teamId}/${randomSecret(6)}/${randomSecret(12)}`;
}

function use(url: IssuedUrl | undefined, at: number): IssuedUrl {
  if (url === undefined || at > url.expiresAt) {
    throw new SlackRefusal('expired_url');
  }
  if (url.usesLeft === 0) {
    throw new SlackRefusal('used_url');
  }
  url.usesLeft -= 1;
  return url;
}

function readPayload(request: unknown): JsonObject {
  if (!isObject(request)) {
    throw new SlackRefusal('invalid_payload');
  }
  return request;
}

function replyTo(act: () => void): HttpAnswer {
  try {
    act();
    return answer('ok');
  } catch (error) {
    if (!(error instanceof SlackRefusal)) {
      throw error;
    }
    const isGone = error.code === 'expired_url' || error.code === 'used_url';
    return answer({ ok: false, error: error.code, ...error.details }, isGone ? 404 : 400);
  }
}

function forgetOldest(issued: Map<string, IssuedUrl>): void {
  for (const path of issued.keys()) {
    if (issued.size <= MAX_ISSUED) {
      return;
    }
    issued.delete(path);
  }
}
