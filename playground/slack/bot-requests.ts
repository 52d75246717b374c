import type { BotRequest, BotTransport, Delivery } from './bot-transport.ts';
import type { CallLog, CallOutcome } from './call-log.ts';
import { objectAt, textAt } from './json-reading.ts';

/** Sends requests to the bot by whichever way it is connected, and writes each one down. */
export interface BotRequests {
  /** `onCall` hears the id in the call log before the bot hears anything. */
  deliver(request: BotRequest, onCall?: (callId: number) => void): Promise<SentRequest>;
}

/** A request that has ended, and the id of its entry in the call log. */
export interface SentRequest {
  readonly callId: number;
  readonly delivery: Delivery;
}

/** Prefers the first transport that is connected. */
export function createBotRequests(options: {
  readonly transports: readonly [BotTransport, ...BotTransport[]];
  readonly calls: CallLog;
  readonly signal: AbortSignal;
}): BotRequests {
  const { transports, calls, signal } = options;
  return {
    async deliver(request, onCall) {
      const transport = transports.find((one) => one.isConnected()) ?? transports[0];
      const name = `${transport.name} ${labelOf(request)}`;
      const callId = calls.begin({ direction: 'to-bot', name, request: request.body });
      onCall?.(callId);
      const delivery = await transport.deliver(request, signal);
      calls.finish(callId, outcomeOf(delivery));
      return { callId, delivery };
    },
  };
}

function labelOf(request: BotRequest): string {
  if (request.kind === 'command') {
    return 'command';
  }
  const payload = request.kind === 'event' ? objectAt(request.body, 'event') : request.body;
  const label = textAt(payload, 'type') ?? request.kind;
  return request.retry === undefined ? label : `${label} (retry ${request.retry.num})`;
}

const failures: Readonly<Record<string, string>> = {
  connection_failed: 'no connection',
  http_timeout: 'no answer in time',
};

function outcomeOf(delivery: Delivery): CallOutcome {
  const status = delivery.status === undefined ? {} : { status: delivery.status };
  if (delivery.ok) {
    return { ...status, response: delivery.payload };
  }
  const failure = failures[delivery.reason];
  const response = `(${delivery.reason})`;
  return { ...status, response, ...(failure === undefined ? {} : { failure }) };
}
