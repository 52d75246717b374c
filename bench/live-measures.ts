import { setTimeout as sleep } from 'node:timers/promises';
import { over, type ShownCard } from './live-far-sides.ts';
import { type Stand, until } from './live-stand.ts';

/** One row of the printed table. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly goal: string;
}

/** Twenty cards on one run, in five rounds: how long after a change the last of them has changed. */
export async function measureChange(stand: Stand): Promise<Figure[]> {
  const rounds = await Promise.all([1, 2, 3, 4, 5].map((round) => changeTwice(stand, round)));
  const polled = rounds.map((round) => round.polledMs);
  const pushed = rounds.map((round) => round.pushedMs);
  const row = (by: string, times: readonly number[], goal: string) => ({
    what: `20 cards on one run changed, by ${by}: median, worst`,
    value: `${seconds(quantile(times, 0.5))}, ${seconds(Math.max(...times))}`,
    goal,
  });
  return [row('polling', polled, '10 s'), row('webhook', pushed, '2 s')];
}

/** In a workspace of its own, so that no round waits for the budget of another. */
async function changeTwice({ ask, bot, sides }: Stand, round: number) {
  const runId = 100 + round;
  const place = { teamId: `T0ROUND${round}`, channelId: `C0ROUND${round}` };
  await ask(
    Array.from({ length: 20 }, () => String(runId)),
    place,
    20,
  );
  const cards = sides.cards.filter((card) => card.runId === runId);
  // Changes come at any time between two readings.
  await sleep(5000 + Math.random() * 5000);
  const polledAt = sides.steer(runId, { success_count: 20 });
  const changedAt = ({ updatedAt }: ShownCard) => updatedAt.at(-1) ?? 0;
  await until('a change on 20 cards', () => cards.every((card) => changedAt(card) > polledAt));
  const polledMs = Math.max(...cards.map(changedAt)) - polledAt;
  await sleep(2000);
  const pushedAt = sides.steer(runId, over);
  await bot().webhook(runId);
  await until('the end on all cards', () => cards.every(({ endedAt }) => endedAt !== undefined));
  return { polledMs, pushedMs: lastEnd(cards) - pushedAt };
}

const teamIds = Array.from({ length: 10 }, (_, index) => `T0TEAM${index}`);
const runIds = Array.from({ length: 100 }, (_, index) => 1001 + index);

/** Slack has a card before the bot has remembered it; after so long it surely has. */
const rememberedMs = 2000;

/** In each of ten workspaces a card of each of a hundred runs, in ten channels. */
export async function fill({ ask, sides }: Stand): Promise<void> {
  for (const teamId of teamIds) {
    for (let at = 0; at < 10; at += 1) {
      const here = runIds.slice(at * 10, at * 10 + 10);
      const commands = [here.slice(0, 5).join(' '), here.slice(5).join(' ')];
      await ask(commands, { teamId, channelId: `C0${teamId}N${at}` }, 10);
    }
  }
  await sleep(rememberedMs);
  const from = performance.now();
  await until('a reading of every run', () =>
    runIds.every((runId) => sides.reads.get(runId)?.some((at) => at > from)),
  );
}

const windowMs = 60_000;

/** A thousand cards over a hundred runs for a minute, with as many changes as the budget lets show. */
export async function measureLoad({ bot, sides }: Stand): Promise<Figure[]> {
  const from = performance.now();
  const busyBefore = await bot().cpuSeconds();
  const memory: number[] = [];
  for (let tick = 0; performance.now() < from + windowMs; tick += 1) {
    const runId = runIds[tick % 10] ?? 0;
    sides.steer(runId, { success_count: 6 + (tick % 30) });
    memory.push(await bot().residentMb());
    await sleep(2000);
  }
  const to = performance.now();
  const busyShare = (await bot().cpuSeconds()) - busyBefore;
  const reads = runIds.map((runId) =>
    (sides.reads.get(runId) ?? []).filter((at) => at >= from && at <= to),
  );
  const gaps = reads.flatMap((times) =>
    times.slice(1).map((at, index) => at - (times[index] ?? 0)),
  );
  const updates = sides.cards.flatMap(({ updatedAt }) => updatedAt.filter((at) => at >= from));
  const perSecond = (count: number) => `${((count * 1000) / (to - from)).toFixed(1)} /s`;
  return [
    {
      what: '1,000 cards over 100 runs: processor time of one core',
      value: `${((busyShare * 100_000) / (to - from)).toFixed(1)} %`,
      goal: '20 %',
    },
    {
      what: '… resident memory at most',
      value: `${Math.max(...memory).toFixed(0)} MB`,
      goal: '200 MB',
    },
    {
      what: '… between two readings of a run: least, median',
      value: `${seconds(Math.min(...gaps))}, ${seconds(quantile(gaps, 0.5))}`,
      goal: '5 s',
    },
    {
      what: '… readings, updates',
      value: `${perSecond(reads.flat().length)}, ${perSecond(updates.length)}`,
      goal: 'none',
    },
  ];
}

/** With a thousand live cards a bot is told to stop, and killed: when the next process reads their runs. */
export async function measureRestart(stand: Stand): Promise<Figure[]> {
  return [
    ...(await measureRestartAfter('stop', stand)),
    ...(await measureRestartAfter('kill', stand)),
  ];
}

async function measureRestartAfter(
  end: 'stop' | 'kill',
  { restart, sides }: Stand,
): Promise<Figure[]> {
  const readyAt = await restart(end);
  // It may be ready a moment before that is noticed.
  const readAt = (runId: number) => sides.reads.get(runId)?.find((at) => at > readyAt - 50);
  await until('a reading of every run', () => runIds.every((runId) => readAt(runId) !== undefined));
  const afterMs = runIds.map((runId) => Math.max(0, (readAt(runId) ?? 0) - readyAt));
  return [
    {
      what: `1,000 cards, restart after a ${end}: first reading after ready`,
      value: seconds(Math.min(...afterMs)),
      goal: '2 s',
    },
    {
      what: '… of 100 runs read within 2 s; all after',
      value: `${afterMs.filter((ms) => ms <= 2000).length}; ${seconds(Math.max(...afterMs))}`,
      goal: end === 'stop' ? '6 s' : '6 s, 30 s',
    },
  ];
}

/** The runs of ten workspaces with a hundred cards each end at once: when all cards show that. */
export async function measureEnd({ sides }: Stand): Promise<Figure[]> {
  const cards = sides.cards.filter(({ runId }) => runIds.includes(runId));
  // What is left of earlier changes is shown first, and its budget is spent for a minute.
  const lastUpdate = () => Math.max(0, ...cards.flatMap(({ updatedAt }) => updatedAt));
  await until('a quiet minute', () => performance.now() - lastUpdate() > windowMs);
  const from = performance.now();
  for (const runId of runIds) {
    sides.steer(runId, over);
  }
  await until('the end on all cards', () => cards.every(({ endedAt }) => endedAt !== undefined));
  const byTeam = teamIds.map((teamId) =>
    cards.filter(({ channelId }) => channelId.startsWith(`C0${teamId}N`)),
  );
  const endsMs = byTeam.map((ofTeam) => lastEnd(ofTeam) - from);
  await until('all notices', () => cards.every(({ toldAt }) => toldAt.length > 0));
  const toldMs = Math.max(...cards.flatMap(({ toldAt }) => toldAt)) - from;
  return [
    {
      what: '10 × 100 cards end at once, by polling: all show it; median, worst workspace',
      value: `${seconds(quantile(endsMs, 0.5))}, ${seconds(Math.max(...endsMs))}`,
      goal: '120 s + a poll',
    },
    {
      what: '… most updates of a workspace in any minute',
      value: String(Math.max(...byTeam.map(mostInAMinute))),
      goal: '40',
    },
    {
      what: '… all people told; told twice',
      value: `${seconds(toldMs)}, ${cards.filter(({ toldAt }) => toldAt.length > 1).length}`,
      goal: 'none twice',
    },
  ];
}

function mostInAMinute(cards: readonly ShownCard[]): number {
  const times = cards.flatMap(({ updatedAt }) => updatedAt).toSorted((a, b) => a - b);
  return Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length),
  );
}

function lastEnd(cards: readonly ShownCard[]): number {
  return Math.max(...cards.map(({ endedAt }) => endedAt ?? Number.NaN));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
