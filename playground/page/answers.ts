import type { IncomingMessage, ServerResponse } from 'node:http';
import { ZodError } from 'zod';
import { type Act, createActs } from './acts.ts';
import type { Live } from './live.ts';
import type { PageSubject } from './page-options.ts';
import { callsDrawer, messageDrawer } from './render/drawer.ts';
import { layout } from './render/layout.ts';
import { view } from './render/view.ts';
import { readStaticFiles } from './static-files.ts';
import { placeOf } from './where.ts';

/** Answers one request that {@link refusalOf} let through. */
export type Answer = (
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
) => Promise<void>;

const nothingHere = 'There is nothing here.';
const maxBodyBytes = 256 * 1024;

/** Builds the page's routes. */
export function createAnswer(subject: PageSubject, live: Live): Answer {
  const files = readStaticFiles();
  const acts = createActs(subject);
  return async (request, url, response) => {
    const [, folder = '', name = ''] = url.pathname.split('/');
    const act = folder === 'act' ? acts.get(name) : undefined;
    const file = folder === 'static' ? files.get(name) : undefined;
    if (request.method === 'POST') {
      if (act) {
        await answerAct(act, request, response);
      } else {
        send(response, 404, 'text/plain', nothingHere);
      }
      if (name === 'fault') {
        live.redraw();
      }
    } else if (file) {
      send(response, 200, file.type, file.content);
    } else {
      show(subject, live, url, response);
    }
  };
}

/** Ends a response with a body of a declared type. */
export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
): void {
  const charset = type.includes('charset') || !type.startsWith('text/') ? '' : '; charset=utf-8';
  response.writeHead(status, { 'content-type': `${type}${charset}` });
  response.end(body);
}

function show(subject: PageSubject, live: Live, url: URL, response: ServerResponse): void {
  const query = url.searchParams;
  const place = placeOf(query, subject);
  if (url.pathname === '/events') {
    live.follow(response, place.viewer.id);
  } else if (url.pathname === '/') {
    const page = layout(subject, place, view(subject, place), query.has('clean'));
    send(response, 200, 'text/html', page.markup);
  } else if (url.pathname === '/view') {
    send(response, 200, 'application/json', JSON.stringify(viewJson(subject, place)));
  } else if (url.pathname === '/drawer') {
    send(response, 200, 'text/html', drawer(subject, query));
  } else {
    send(response, 404, 'text/plain', nothingHere);
  }
}

function viewJson(subject: PageSubject, place: ReturnType<typeof placeOf>): object {
  const parts = Object.entries(view(subject, place)).map(([id, part]) => [id, part.markup]);
  const { viewer, channel, threadTs } = place;
  return {
    place: { as: viewer.id, channel: channel.id, name: channel.name, thread: threadTs ?? null },
    bot: subject.bot?.state() ?? null,
    parts: Object.fromEntries(parts),
  };
}

function drawer(subject: PageSubject, query: URLSearchParams): string {
  const place = placeOf(query, subject);
  const ts = query.get('ts');
  if (ts === null) {
    return callsDrawer(subject.workspace, place).markup;
  }
  const viewer = place.viewer.id;
  const message =
    subject.workspace
      .messages(place.channel.id, { viewer })
      .find((candidate) => candidate.ts === ts) ??
    subject.workspace
      .thread(place.channel.id, ts, { viewer })
      .find((candidate) => candidate.ts === ts);
  return message
    ? messageDrawer(message, subject.workspace, place).markup
    : '<p class="quiet">This message is gone.</p>';
}

async function answerAct(
  act: Act,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readJson(request);
  if (body === undefined) {
    send(response, 400, 'text/plain', 'The body is not JSON, or too long.');
    return;
  }
  try {
    await act(body);
    response.writeHead(204).end();
  } catch (error) {
    const status = error instanceof ZodError ? 400 : 502;
    send(response, status, 'text/plain', wordsOf(error));
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof ZodError) {
    return error.issues.map((issue) => issue.message).join(' ');
  }
  return error instanceof Error ? error.message : 'The act failed.';
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) {
      return undefined;
    }
    chunks.push(Buffer.from(chunk));
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
