import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { bodyOf, type FarSides, listen, runAnswer } from './far-sides.ts';

/** A card as Slack has it; times are of `performance.now()`. */
export interface ShownCard {
  readonly ts: string;
  readonly channelId: string;
  readonly runId: number;
  readonly updatedAt: number[];
  /** Since when it shows the end of its run. */
  endedAt: number | undefined;
  /** When people were told in its thread. */
  readonly toldAt: number[];
}

/** The least that live cards need of Slack and of Empirical, with a memory of all that happened. */
export interface LiveFarSides extends Pick<FarSides, 'slackApiUrl' | 'empiricalUrl' | 'stop'> {
  readonly cards: ShownCard[];
  /** When each run was read. */
  readonly reads: Map<number, number[]>;
  /** Changes a run; gives the time of the change. */
  steer(runId: number, changes: object): number;
}

/** How every run begins: in progress, a few of 42 tests done. */
const going = {
  state: 'started',
  success_count: 5,
  failed_count: 0,
  skipped_count: 0,
  flaky_count: 0,
  failed_count_after_snoozing: null,
  duration: null,
  run_ended_at: null,
  run_started_at: new Date().toISOString(),
  created_at: new Date().toISOString(),
};

/** What the end of a run changes. */
export const over = {
  state: 'ended',
  success_count: 40,
  failed_count: 2,
  failed_count_after_snoozing: 2,
  duration: 120_000,
  run_ended_at: new Date().toISOString(),
};

/** Starts both on free ports of this machine. */
export async function startLiveFarSides(): Promise<LiveFarSides> {
  const cards = new Map<string, ShownCard>();
  const runs = new Map<number, object>();
  const reads = new Map<number, number[]>();
  const shown: ShownCard[] = [];
  const slack = createServer((request, response) => answerAsSlack(cards, shown, request, response));
  const empirical = createServer((request, response) => {
    const id = Number(request.url?.split('/').at(-1));
    reads.set(id, [...(reads.get(id) ?? []), performance.now()]);
    answerWith(response, runAnswer(id, runs.get(id) ?? going));
  });
  const [slackPort, empiricalPort] = await Promise.all([listen(slack), listen(empirical)]);
  return {
    slackApiUrl: `http://127.0.0.1:${slackPort}/api/`,
    empiricalUrl: `http://127.0.0.1:${empiricalPort}`,
    cards: shown,
    reads,
    steer(runId, changes) {
      runs.set(runId, { ...(runs.get(runId) ?? going), ...changes });
      return performance.now();
    },
    stop() {
      for (const server of [slack, empirical]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

async function answerAsSlack(
  cards: Map<string, ShownCard>,
  shown: ShownCard[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = new URLSearchParams(await bodyOf(request));
  const channel = body.get('channel') ?? '';
  const text = body.get('text') ?? '';
  switch (request.url?.split('/').at(-1)) {
    case 'auth.test':
      return answerWith(response, { ok: true, user_id: 'U0BOT', bot_id: 'B0BOT', team_id: 'T0' });
    case 'conversations.info':
      return answerWith(response, { ok: true, channel: { id: channel, is_ext_shared: false } });
    case 'chat.update': {
      const card = cards.get(body.get('ts') ?? '');
      const atMs = performance.now();
      card?.updatedAt.push(atMs);
      if (card !== undefined && text.includes('failed:')) {
        card.endedAt ??= atMs;
      }
      return answerWith(response, { ok: true, channel, ts: card?.ts });
    }
    case 'chat.postMessage': {
      const root = cards.get(body.get('thread_ts') ?? '');
      root?.toldAt.push(performance.now());
      const ts = `1764000000.${String(cards.size + 1).padStart(6, '0')}`;
      const card = {
        ts,
        channelId: channel,
        runId: Number(/Run #(\d+)/.exec(text)?.[1]),
        updatedAt: [],
        endedAt: undefined,
        toldAt: [],
      };
      cards.set(ts, card);
      if (root === undefined) {
        shown.push(card);
      }
      return answerWith(response, { ok: true, channel, ts });
    }
    default:
      return answerWith(response, { ok: true });
  }
}

function answerWith(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}
