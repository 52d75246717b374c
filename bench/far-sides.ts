import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** The least that the bot needs of Slack and of Empirical, so that what is measured is the bot. */
export interface FarSides {
  readonly slackApiUrl: string;
  readonly empiricalUrl: string;
  /** How often each run was read. */
  readonly reads: Map<number, number>;
  /** When Empirical sent a run's answer, and when Slack took its first card; `performance.now()`. */
  readonly answeredAt: Map<number, number>;
  readonly cardAt: Map<number, number>;
  /** How many cards Slack took. */
  cards: number;
  /** How long Empirical takes for an answer. */
  empiricalDelayMs: number;
  stop(): void;
}

/** Starts both on free ports of this machine. */
export async function startFarSides(): Promise<FarSides> {
  const slack = createServer((request, response) => answerAsSlack(sides, request, response));
  const empirical = createServer((request, response) =>
    answerAsEmpirical(sides, request, response),
  );
  const [slackPort, empiricalPort] = await Promise.all([listen(slack), listen(empirical)]);
  const sides: FarSides = {
    slackApiUrl: `http://127.0.0.1:${slackPort}/api/`,
    empiricalUrl: `http://127.0.0.1:${empiricalPort}`,
    reads: new Map(),
    answeredAt: new Map(),
    cardAt: new Map(),
    cards: 0,
    empiricalDelayMs: 0,
    stop() {
      slack.closeAllConnections();
      slack.close();
      empirical.closeAllConnections();
      empirical.close();
    },
  };
  return sides;
}

/** Starts a server on a free port of this machine. */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

const slackAnswers: Readonly<Record<string, object>> = {
  'auth.test': { ok: true, user_id: 'U0BOT', bot_id: 'B0BOT', team_id: 'T0BENCH' },
  'conversations.info': { ok: true, channel: { id: 'C0BENCH', is_ext_shared: false } },
  'chat.postMessage': { ok: true, channel: 'C0BENCH', ts: '1.000001' },
};

async function answerAsSlack(
  sides: FarSides,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const takenAt = performance.now();
  const body = await bodyOf(request);
  const method = request.url?.split('/').at(-1) ?? '';
  if (method === 'chat.postMessage') {
    sides.cards += 1;
    const id = Number(/Run #(\d+)/.exec(new URLSearchParams(body).get('text') ?? '')?.[1]);
    if (!sides.cardAt.has(id)) {
      sides.cardAt.set(id, takenAt);
    }
  }
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(slackAnswers[method] ?? { ok: true }));
}

async function answerAsEmpirical(
  sides: FarSides,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const id = Number(request.url?.split('/').at(-1));
  sides.reads.set(id, (sides.reads.get(id) ?? 0) + 1);
  await sleep(sides.empiricalDelayMs);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(runAnswer(id)), () => sides.answeredAt.set(id, performance.now()));
}

/** Reads all that a request says. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A failed run of 42 tests with all their details, with changes to the run's own fields. */
export function runAnswer(id: number, changes: object = {}): object {
  const details = Array.from({ length: 42 }, (_, index) => ({
    pw_test_id: `${String(index).padStart(20, 'a')}-${String(index).padStart(20, 'b')}`,
    status: index < 4 ? 'failed' : 'passed',
    name: `keeps promise ${index}`,
    nesting: ['checkout.spec.ts', 'Checkout', `keeps promise ${index}`],
    test_project: 'chromium',
    snooze_info: index === 3 ? [{ snooze_id: 12 }] : [],
  }));
  const testRun = {
    id,
    state: 'ended',
    total_count: 42,
    success_count: 38,
    failed_count: 4,
    skipped_count: 3,
    flaky_count: 1,
    failed_count_after_snoozing: 3,
    duration: 412_000,
    test_run_branch: 'main',
    environment_slug: 'staging',
    environment_name: 'Staging',
    build_url: 'https://staging.acme.example',
    build_branch: 'feat/checkout',
    commit: '9f2c1ab7d0e4',
    created_at: '2026-03-18T09:13:58.000Z',
    test_run_head_sha: '3b7e0d91c2aa',
    run_started_at: '2026-03-18T09:14:20.000Z',
    run_ended_at: '2026-03-18T09:21:12.000Z',
    summary_url: 'https://reports.example/summary.json',
    ...changes,
  };
  const project = { id: 17, name: 'Acme Shop', repo_name: 'acme-shop-tests' };
  return { data: { test_run: { project, testRun, flattenedSummaryDetails: details } } };
}
