import type { Logger as SlackLogger } from '@slack/bolt';
import { LogLevel, webApi } from '@slack/bolt';
import { type Dispatcher, fetch, Response } from 'undici';
import type { Logger } from '../log.ts';

/** The bot's ways to call Slack; one that waits never holds up another. */
export interface SlackClients {
  /** For what people wait for. One try a call: only the caller knows whether a second may do harm. */
  readonly replies: webApi.WebClient;
  /** For reading, which may be tried again. */
  readonly reads: webApi.WebClient;
  /** For what live cards send by themselves; one try a call, since their schedule tries again. */
  readonly updates: webApi.WebClient;
}

/** What the clients need. */
export interface SlackClientsOptions {
  readonly token: string;
  /** Base of the Web API, with a trailing slash. */
  readonly apiUrl: string;
  readonly dispatcher: Dispatcher;
  readonly log: Logger;
}

const timeoutMs = 8000;

/** Options that every client of the process shares, Bolt's own among them. */
export function slackClientOptions(options: Omit<SlackClientsOptions, 'token'>) {
  return {
    slackApiUrl: options.apiUrl,
    allowAbsoluteUrls: false,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 2, minTimeout: 200, maxTimeout: 1000, randomize: true },
    fetch: createSlackFetch(options),
    logger: slackLogger(options.log),
  } as const;
}

/** Makes the clients. */
export function createSlackClients(options: SlackClientsOptions): SlackClients {
  const shared = slackClientOptions(options);
  const once = { ...shared, retryConfig: { retries: 0 } };
  return {
    replies: new webApi.WebClient(options.token, once),
    reads: new webApi.WebClient(options.token, shared),
    updates: new webApi.WebClient(options.token, once),
  };
}

/**
 * Makes a fetch that goes only to Slack: to the Web API's origin, or to slack.com over https. A
 * forged response_url, even one with a valid signature, leads nowhere else. The time limit covers the
 * whole answer, and its timer ends with it: a timer that outlives a call would keep the call in memory.
 */
export function createSlackFetch({
  apiUrl,
  dispatcher,
}: {
  apiUrl: string;
  dispatcher: Dispatcher;
}): webApi.FetchFunction {
  const apiOrigin = new URL(apiUrl).origin;
  return async (url, init) => {
    const target = new URL(url);
    if (target.origin !== apiOrigin && !isSlackHost(target)) {
      throw new Error(`refused to call ${target.host}: it is not Slack`);
    }
    const late = new AbortController();
    const timer = setTimeout(
      () => late.abort(new Error('Slack did not answer in time')),
      timeoutMs,
    );
    try {
      const answer = await fetch(target, {
        method: init?.method ?? 'GET',
        headers: init?.headers ?? {},
        body: typeof init?.body === 'string' ? init.body : null,
        redirect: 'error',
        signal: late.signal,
        dispatcher,
      });
      const { status, statusText, headers } = answer;
      return new Response(await answer.arrayBuffer(), { status, statusText, headers });
    } finally {
      clearTimeout(timer);
    }
  };
}

function isSlackHost({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' && /(?:^|\.)slack(?:-gov)?\.com$/.test(hostname);
}

/**
 * Bolt's and the clients' own log lines. Their debug and info lines hold bodies and URLs with
 * tickets, so only warnings and errors pass; warnings are of failed calls, which their callers report.
 */
export function slackLogger(log: Logger): SlackLogger {
  const words = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts) => log.debug({ from: 'slack sdk' }, words(parts)),
    error: (...parts) => log.error({ from: 'slack sdk' }, words(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
