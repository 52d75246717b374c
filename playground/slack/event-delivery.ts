import { setTimeout as delay } from 'node:timers/promises';
import type { BotRequests, SentRequest } from './bot-requests.ts';
import type { SlackCredentials } from './credentials.ts';
import { randomSecret } from './credentials.ts';
import type { JsonObject } from './json-reading.ts';
import type { Channel } from './workspace.ts';

/** After which times Slack sends an event again that was not acknowledged. */
export const REDELIVERY_DELAYS_MS: readonly number[] = [0, 60_000, 300_000];

/** Events on their way to the bot. */
export interface EventDelivery {
  /** Sends an event; resolves after the first attempt. Later attempts go on by themselves. */
  send(event: OutgoingEvent): Promise<SentRequest>;
  /** Sends the last event once more, with the same event_id or with a new one. */
  redeliverLast(options: { readonly sameEventId: boolean }): Promise<void>;
  /** Resolves when no redelivery is waiting any more. */
  settled(): Promise<void>;
}

/** An event and the channel it is about, or in whose composer a link was typed. */
interface OutgoingEvent {
  readonly event: JsonObject;
  readonly channel: Channel;
  readonly onCall?: (callId: number) => void;
}

/** Nothing on its way. */
export function createEventDelivery(options: {
  readonly requests: BotRequests;
  readonly credentials: SlackCredentials;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly redeliveryDelaysMs: readonly number[];
  readonly sharedOnEnvelope: boolean;
}): EventDelivery {
  const { requests } = options;
  const pending = new Set<Promise<void>>();
  let last: { readonly sent: OutgoingEvent; readonly envelope: JsonObject } | undefined;
  return {
    async send(sent) {
      const envelope = envelopeOf(sent, options);
      last = { sent, envelope };
      const first = await requests.deliver({ kind: 'event', body: envelope }, sent.onCall);
      const retries = redeliver(envelope, sent, first, options).finally(() =>
        pending.delete(retries),
      );
      pending.add(retries);
      return first;
    },
    async redeliverLast({ sameEventId }) {
      if (last === undefined) {
        throw new Error('No event was sent yet');
      }
      const again = sameEventId ? {} : { event_id: newEventId() };
      const body = { ...last.envelope, ...again };
      const retry = sameEventId ? { retry: { num: 1, reason: 'http_timeout' } } : {};
      await requests.deliver({ kind: 'event', body, ...retry }, last.sent.onCall);
    },
    async settled() {
      await Promise.all(pending);
    },
  };
}

async function redeliver(
  envelope: JsonObject,
  sent: OutgoingEvent,
  first: SentRequest,
  options: {
    readonly requests: BotRequests;
    readonly signal: AbortSignal;
    readonly redeliveryDelaysMs: readonly number[];
  },
): Promise<void> {
  let { delivery } = first;
  for (const [index, waitMs] of options.redeliveryDelaysMs.entries()) {
    if (delivery.ok || delivery.noRetry === true) {
      return;
    }
    try {
      await delay(waitMs, undefined, { signal: options.signal });
    } catch {
      return;
    }
    const retry = { num: index + 1, reason: delivery.reason };
    ({ delivery } = await options.requests.deliver(
      { kind: 'event', body: envelope, retry },
      sent.onCall,
    ));
  }
}

function newEventId(): string {
  return `Ev${randomSecret(5).toUpperCase()}`;
}

function envelopeOf(
  sent: OutgoingEvent,
  options: {
    readonly credentials: SlackCredentials;
    readonly now: () => number;
    readonly sharedOnEnvelope: boolean;
  },
): JsonObject {
  const { credentials, now, sharedOnEnvelope } = options;
  const { teamId, appId, botUserId } = credentials;
  return {
    token: 'verification-token-of-the-playground',
    team_id: teamId,
    api_app_id: appId,
    event: sent.event,
    type: 'event_callback',
    event_id: newEventId(),
    event_time: Math.floor(now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: teamId,
        user_id: botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    ...(sharedOnEnvelope ? { is_ext_shared_channel: sent.channel.kind === 'shared' } : {}),
    context_team_id: teamId,
    context_enterprise_id: null,
    event_context: `4-${randomSecret(12)}`,
  };
}
