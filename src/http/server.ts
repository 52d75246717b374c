import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Logger } from '../log.ts';

/** Answers one request; resolves once it is answered. */
export type RouteHandler = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void> | void;

/** Path → method → handler. */
export type Routes = Readonly<Record<string, Readonly<Record<string, RouteHandler>>>>;

/** A listening HTTP server. */
export interface HttpServer {
  /** Starts to listen; resolves to the port in use. Rejects when the address cannot be had. */
  listen(address: { host: string; port: number }): Promise<number>;
  /** Takes no new connections; answers that are on their way get a moment, then every connection is cut. */
  close(): Promise<void>;
}

/** How long a connection may linger once the server closes. */
const lastAnswersMs = 500;

/** Makes a server for the routes: 404 for an unknown path, 405 for a known path with another method. */
export function createHttpServer({ routes, log }: { routes: Routes; log: Logger }): HttpServer {
  const server = createServer(
    { requestTimeout: 10_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      answer(routes, request, response).catch((error: unknown) => {
        if (!request.complete) {
          log.debug({ error }, 'a request ended early');
        } else {
          log.error({ error }, 'a request could not be answered');
        }
        fail(response);
      });
    },
  );
  return {
    listen: ({ host, port }) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          const address = server.address();
          resolve(typeof address === 'object' && address !== null ? address.port : port);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), lastAnswersMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

async function answer(
  routes: Routes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (methods === undefined) {
    response.writeHead(404).end();
    return;
  }
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
  const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (handler === undefined) {
    response.writeHead(405, { allow: allowed(methods) }).end();
    return;
  }
  await handler(request, response);
}

function allowed(methods: Routes[string]): string {
  return Object.keys(methods)
    .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    .join(', ');
}

function fail(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(500).end();
}

/** Makes a handler that answers with a status and one line of text. */
export function plainText(state: () => { status: number; text: string }): RouteHandler {
  return (_request, response) => {
    const { status, text } = state();
    response
      .writeHead(status, {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
      })
      .end(`${text}\n`);
  };
}

/** Answers 503: the process is starting, or stopping, and somebody may try again. */
export function unavailable(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '5', connection: 'close' }).end();
}
