import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultSwitches } from './faults.ts';
import { answer, type HttpAnswer, readArguments, readBody, writeAnswer } from './http-messages.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { SocketMode } from './socket-mode.ts';
import type { WebApi } from './web-api.ts';

/** What stands behind the emulator's HTTP listener. */
export interface ServerParts {
  readonly webApi: WebApi;
  readonly responses: ResponseUrls;
  readonly sockets: SocketMode;
  readonly faults: FaultSwitches;
  readonly signal: AbortSignal;
}

/** The listener, once it listens. */
export interface RunningServer {
  readonly port: number;
  /** Ends every open connection without a word; with `refuse` takes no more of them. */
  cut(how: 'cut' | 'refuse'): void;
  /** Takes connections again on the same port, where it refused them. */
  listenAgain(): void;
  stop(): Promise<void>;
}

/** Starts the listener; port 0 takes any free one. */
export async function startServer(
  parts: ServerParts,
  address: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const server = createServer((request, response) => {
    handle(parts, request).then(
      (reply) => writeAnswer(response, reply),
      (error: unknown) => failOpenly(response, error),
    );
  });
  server.on('upgrade', (request, socket, head) => {
    if (parts.faults.isDown()) {
      socket.destroy();
    } else {
      parts.sockets.upgrade(request, socket, head);
    }
  });
  await listen(server, address);
  const port = portOf(server.address());
  return {
    port,
    cut(how) {
      if (how === 'refuse') {
        server.close();
      }
      server.closeAllConnections();
    },
    listenAgain() {
      if (!server.listening) {
        server.listen(port, address.host);
      }
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(
  server: Server,
  address: { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') {
    throw new Error('The emulator has no port');
  }
  return address.port;
}

/** A fault of the emulator itself: the caller gets to read it, and no test passes by accident. */
function failOpenly(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  writeAnswer(response, answer({ ok: false, error: 'internal_error', message }, 500));
}

async function handle(parts: ServerParts, request: IncomingMessage): Promise<HttpAnswer> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const body = await readBody(request);
  if (body === undefined) {
    return answer('Request entity too large', 413);
  }
  if (pathname.startsWith('/commands/') || pathname.startsWith('/actions/')) {
    return parts.responses.handle(pathname, body, parts.signal);
  }
  const method = /^\/api\/([\w.]+)$/.exec(pathname)?.[1];
  if (method === undefined) {
    return answer('Not found', 404);
  }
  const contentType = request.headers['content-type'] ?? 'application/x-www-form-urlencoded';
  const call = {
    method,
    authorization: request.headers.authorization,
    readArguments: () => readArguments({ contentType, body, query: searchParams }),
  };
  return parts.webApi(call, parts.signal);
}
