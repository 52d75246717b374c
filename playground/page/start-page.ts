import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, createAnswer, send } from './answers.ts';
import { protect, refusalOf } from './guard.ts';
import { createLive } from './live.ts';
import type { PageSubject } from './page-options.ts';

/** A running page. */
export interface Page {
  readonly url: string;
  stop(): Promise<void>;
}

/** What the page shows, and where it listens: this machine only. Port 0 takes a free one. */
export interface PageOptions extends PageSubject {
  readonly host?: '127.0.0.1' | 'localhost';
  readonly port: number;
  /** Hears of what went wrong while a request was answered. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Starts the playground's web page.
 *
 * @throws the system's error when the port is taken
 */
export async function startPage(options: PageOptions): Promise<Page> {
  const { host = '127.0.0.1', port, onError = () => undefined } = options;
  const live = createLive(options.workspace);
  for (const part of [options.bot, ...(options.faults ?? [])]) {
    part?.subscribe?.(() => live.redraw());
  }
  const answer = createAnswer(options, live);
  const server = createServer((request, response) => {
    respond(server, answer, request, response).catch((error: unknown) => {
      onError(error);
      fail(response);
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    url: `http://${host}:${portOf(server)}`,
    async stop() {
      live.stop();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  server: Server,
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  protect(response);
  const refusal = refusalOf(request, portOf(server));
  const url = URL.parse(request.url ?? '/', 'http://127.0.0.1');
  if (refusal) {
    send(response, refusal.status, 'text/plain', refusal.reason);
  } else if (url) {
    await answer(request, url, response);
  } else {
    send(response, 400, 'text/plain', 'This address cannot be read.');
  }
}

function fail(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
  } else {
    send(response, 500, 'text/plain', 'The page failed; the terminal says why.');
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
