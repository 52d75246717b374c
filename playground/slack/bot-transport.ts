import type { JsonObject } from './json-reading.ts';

/** One request that Slack makes to a bot. */
export interface BotRequest {
  readonly kind: 'command' | 'event' | 'interactive';
  readonly body: JsonObject;
  /** Set on a redelivered event. */
  readonly retry?: { readonly num: number; readonly reason: string };
}

/** What came of it: the bot acknowledged, perhaps with an answer inside, or Slack gave up waiting. */
export type Delivery =
  | { readonly ok: true; readonly status?: number; readonly payload: unknown }
  | {
      readonly ok: false;
      /** `http_timeout`, `http_error` or `connection_failed`: Slack's words for a retry's reason. */
      readonly reason: string;
      readonly status?: number;
      /** The bot asked for no redelivery (`x-slack-no-retry: 1`). */
      readonly noRetry?: boolean;
    };

/** A way to the bot: signed HTTP or Socket Mode. */
export interface BotTransport {
  /** Whether a bot is reachable this way. */
  isConnected(): boolean;
  /** What the call log calls it. */
  readonly name: string;
  deliver(request: BotRequest, signal: AbortSignal): Promise<Delivery>;
}
