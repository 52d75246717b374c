import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { BotRequest, BotTransport, Delivery } from './bot-transport.ts';
import { randomSecret } from './credentials.ts';
import { isObject, parseJson, textAt } from './json-reading.ts';

/** How long the address of a connection can be used; each serves once. */
const TICKET_LIFETIME_MS = 30_000;

/** Why Slack ends a connection. */
type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled';

/** Socket Mode: requests travel as envelopes over WebSockets that the bot opened. */
export interface SocketMode extends BotTransport {
  /** Path and query of a new connection. */
  issuePath(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many connections are open. */
  connections(): number;
  /** Tells every connection why it must go; `refresh_requested` and `link_disabled` close it as well. */
  disconnect(reason: DisconnectReason): void;
  /** Cuts every connection without a word. */
  cut(): void;
  stop(): Promise<void>;
}

interface Waiting {
  readonly socket: WebSocket;
  readonly resolve: (delivery: Delivery) => void;
}

const ENVELOPE_TYPES = {
  command: 'slash_commands',
  event: 'events_api',
  interactive: 'interactive',
} as const;

function pingAll(sockets: Iterable<WebSocket>): void {
  for (const socket of sockets) {
    socket.ping();
  }
}

/** The server side, with no connection yet. */
export function createSocketMode(options: {
  readonly appId: string;
  readonly now: () => number;
  readonly ackTimeoutMs: number;
  readonly pingIntervalMs: number;
}): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Map<string, number>();
  const waiting = new Map<string, Waiting>();
  const open = new Set<WebSocket>();
  const ping = setInterval(() => pingAll(open), options.pingIntervalMs);
  let turn = 0;
  return {
    name: 'socket-mode',
    isConnected: () => open.size > 0,
    connections: () => open.size,
    issuePath() {
      const ticket = randomSecret(12);
      tickets.set(ticket, options.now() + TICKET_LIFETIME_MS);
      return `/link/?ticket=${ticket}&app_id=${options.appId}`;
    },
    upgrade(request, socket, head) {
      if (!redeemTicket(tickets, request.url ?? '', options.now())) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (client) => {
        welcome(client, { open, waiting, appId: options.appId });
      });
    },
    deliver(request, signal) {
      turn += 1;
      const socket = [...open][turn % open.size];
      if (socket === undefined) {
        return Promise.resolve({ ok: false, reason: 'connection_failed' });
      }
      return sendEnvelope(request, { socket, waiting, ackTimeoutMs: options.ackTimeoutMs, signal });
    },
    disconnect(reason) {
      for (const socket of open) {
        send(socket, { type: 'disconnect', reason, debug_info: { host: 'playground' } });
        if (reason !== 'warning') {
          open.delete(socket);
          socket.close(1000);
        }
      }
    },
    cut() {
      for (const socket of open) {
        socket.terminate();
      }
    },
    stop() {
      clearInterval(ping);
      for (const socket of server.clients) {
        socket.terminate();
      }
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function redeemTicket(tickets: Map<string, number>, url: string, at: number): boolean {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const ticket = searchParams.get('ticket') ?? '';
  const expiresAt = tickets.get(ticket);
  tickets.delete(ticket);
  return pathname === '/link/' && expiresAt !== undefined && at <= expiresAt;
}

function welcome(
  socket: WebSocket,
  hub: {
    readonly open: Set<WebSocket>;
    readonly waiting: Map<string, Waiting>;
    readonly appId: string;
  },
): void {
  hub.open.add(socket);
  socket.on('message', (frame) => acknowledge(hub.waiting, frame));
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    hub.open.delete(socket);
    for (const one of hub.waiting.values()) {
      if (one.socket === socket) {
        one.resolve({ ok: false, reason: 'connection_failed' });
      }
    }
  });
  send(socket, {
    type: 'hello',
    num_connections: hub.open.size,
    debug_info: { host: 'playground', build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: hub.appId },
  });
}

function acknowledge(waiting: Map<string, Waiting>, frame: RawData): void {
  const message = parseJson(String(frame));
  if (!isObject(message)) {
    return;
  }
  const { payload } = message;
  const hasPayload = isObject(payload) && Object.keys(payload).length > 0;
  waiting
    .get(textAt(message, 'envelope_id') ?? '')
    ?.resolve({ ok: true, payload: hasPayload ? payload : undefined });
}

function sendEnvelope(
  request: BotRequest,
  way: {
    readonly socket: WebSocket;
    readonly waiting: Map<string, Waiting>;
    readonly ackTimeoutMs: number;
    readonly signal: AbortSignal;
  },
): Promise<Delivery> {
  const { socket, waiting, ackTimeoutMs, signal } = way;
  const envelopeId = crypto.randomUUID();
  return new Promise((resolve) => {
    const giveUp = (reason: string) => () => settle({ ok: false, reason });
    const onAbort = giveUp('connection_failed');
    const timer = setTimeout(giveUp('http_timeout'), ackTimeoutMs);
    const settle = (delivery: Delivery): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      waiting.delete(envelopeId);
      resolve(delivery);
    };
    waiting.set(envelopeId, { socket, resolve: settle });
    signal.addEventListener('abort', onAbort, { once: true });
    send(socket, envelopeOf(request, envelopeId));
  });
}

function envelopeOf(request: BotRequest, envelopeId: string): unknown {
  const isEvent = request.kind === 'event';
  return {
    envelope_id: envelopeId,
    type: ENVELOPE_TYPES[request.kind],
    payload: request.body,
    accepts_response_payload: !isEvent,
    ...(isEvent
      ? { retry_attempt: request.retry?.num ?? 0, retry_reason: request.retry?.reason ?? '' }
      : {}),
  };
}

function send(socket: WebSocket, message: unknown): void {
  socket.send(JSON.stringify(message));
}
