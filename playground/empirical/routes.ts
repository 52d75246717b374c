import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { refuseAccess } from './access.ts';
import { listAnswer, listQuerySchema } from './list-runs.ts';
import { buildPage, missingPage, runPage, runsPage } from './pages.ts';
import { htmlAnswer, jsonAnswer, type Reply, refusal } from './reply.ts';
import { reportFolderOf } from './run-answer.ts';
import type { KnownRun, ReadableRun } from './sandbox-run.ts';
import type { Troubles } from './troubles.ts';
import { PROJECT_SLUG } from './wire.ts';

/** What the routes work with. */
export interface Desk {
  readonly runs: ReadonlyMap<number, KnownRun>;
  /** When each id was asked for with a good key. */
  readonly reads: Map<number, number[]>;
  readonly troubles: Troubles;
  readonly now: () => number;
  readonly apiKey: string;
  readonly openedMs: number;
  /** Aborts when the sandbox stops. */
  readonly stopped: AbortSignal;
}

/** Answers one request: the API, a report, or a dashboard page. */
export async function handle(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  send(await replyTo(desk, request), response);
}

function replyTo(desk: Desk, request: IncomingMessage): Reply | Promise<Reply> {
  const url = URL.parse(`http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`);
  if (!url) {
    return refusal(400, 'Unreadable address');
  }
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (!reads) {
    return refusal(405, 'Method not allowed', { allow: 'GET, HEAD' });
  }
  if (!url.pathname.startsWith('/api/')) {
    return pageOrReport(desk, url);
  }

  const refused = refuseAccess(request.headers, desk.apiKey);
  if (refused) {
    return refused;
  }
  if (url.pathname === '/api/test-runs') {
    return desk.troubles.replyTo() ?? list(desk, url);
  }
  const idText = /^\/api\/test-runs\/([^/]+)$/.exec(url.pathname)?.[1];
  return idText === undefined ? refusal(404, 'Not found') : oneRun(desk, idText, url.origin);
}

async function oneRun(desk: Desk, idText: string, origin: string): Promise<Reply> {
  if (!/^[1-9][0-9]{0,15}$/.test(idText)) {
    return refusal(400, 'Invalid test run id');
  }
  const id = Number(idText);
  const attempt = noteRead(desk, id);
  const trouble = desk.troubles.replyTo(id);
  if (trouble) {
    return trouble;
  }

  const run = desk.runs.get(id);
  if (!run) {
    return refusal(404, 'Test run not found');
  }
  if ('delayMs' in run) {
    await wait(run.delayMs, undefined, { signal: desk.stopped });
  }
  const asking = { nowMs: desk.now(), openedMs: desk.openedMs, origin, attempt };
  return 'meet' in run ? run.meet(asking) : jsonAnswer(run.read(asking));
}

/** Writes down that a run is read; gives how often it has been by now. */
function noteRead(desk: Desk, id: number): number {
  const reads = desk.reads.get(id) ?? [];
  desk.reads.set(id, reads);
  return reads.push(desk.now());
}

function list(desk: Desk, url: URL): Reply {
  const query = listQuerySchema.safeParse(Object.fromEntries(url.searchParams));
  if (!query.success) {
    return refusal(400, 'Invalid query');
  }
  const nowMs = desk.now();
  const asking = { nowMs, openedMs: desk.openedMs, origin: url.origin, attempt: 1 };
  const runs = [...desk.runs.values()].flatMap((run) =>
    'read' in run ? [run.read(asking).data.test_run.testRun] : [],
  );
  return jsonAnswer(listAnswer(runs.toReversed(), query.data, nowMs));
}

function pageOrReport(desk: Desk, url: URL): Reply {
  const [first = '', second = '', third = '', fourth = ''] = url.pathname.split('/').slice(1);
  if (first === 'reports' && fourth === 'summary.json') {
    return report(desk, second, third);
  }
  if (first === 'builds' && second && !third) {
    return htmlAnswer(200, buildPage(second));
  }
  if (url.pathname === '/') {
    return htmlAnswer(200, runsPage([...desk.runs.values()]));
  }
  if (first !== PROJECT_SLUG || second !== 'test-runs') {
    return htmlAnswer(404, missingPage());
  }
  if (third === '') {
    return htmlAnswer(200, runsPage([...desk.runs.values()]));
  }
  const testId = url.searchParams.get('test_id');
  return htmlAnswer(200, runPage(third, testId, desk.runs.get(Number(third))));
}

function report(desk: Desk, project: string, folder: string): Reply {
  const text = [...desk.runs.values()].find(
    (run): run is ReadableRun => 'read' in run && String(reportFolderOf(run.id)) === folder,
  )?.reportText;
  if (project !== PROJECT_SLUG || !text) {
    return htmlAnswer(404, missingPage());
  }
  return { kind: 'answer', status: 200, contentType: 'application/json', body: text };
}

function send(reply: Reply, response: ServerResponse): void {
  if (reply.kind === 'silence') {
    return;
  }
  if (reply.kind === 'hang-up') {
    response.destroy();
    return;
  }
  response.writeHead(reply.status, { 'content-type': reply.contentType, ...reply.headers });
  response.end(reply.body);
}
