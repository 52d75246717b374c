import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BotProcess, startBotProcess } from './bot-process.ts';
import { type FarSides, startFarSides } from './far-sides.ts';

const port = 3219;

/** One row of the printed table. */
interface Figure {
  readonly what: string;
  readonly value: string;
  readonly goal: string;
}

process.stdout.write(`Measuring the main job on ${process.version}; about two minutes.\n`);
const sides = await startFarSides();
const dataDir = await mkdtemp(join(tmpdir(), 'testrun-bench-'));
const bot = await startBotProcess(sides, port, { DATA_DIR: dataDir });
const figures = [
  { what: 'ready after start', value: `${Math.round(bot.readyMs)} ms`, goal: '1,500 ms' },
  await idleMemory(bot),
  ...(await acknowledgement(bot, sides)),
  await coalescing(bot, sides),
  ...(await memoryUnderLoad(bot, sides)),
];
await bot.stop();
sides.stop();
await rm(dataDir, { recursive: true });
for (const { what, value, goal } of figures) {
  process.stdout.write(`${what.padEnd(52)} ${value.padStart(12)}   goal ${goal}\n`);
}

async function idleMemory({ residentMb }: BotProcess): Promise<Figure> {
  await sleep(2000);
  return {
    what: 'resident memory, idle',
    value: `${(await residentMb()).toFixed(0)} MB`,
    goal: '150 MB',
  };
}

/** 50 commands a second for 10 seconds, each for another run, while Empirical takes 2 seconds. */
async function acknowledgement({ command }: BotProcess, far: FarSides): Promise<Figure[]> {
  far.empiricalDelayMs = 2000;
  const ids = Array.from({ length: 500 }, (_, index) => 100_000 + index);
  const acks = await Promise.all(
    ids.map(async (id, index) => {
      await sleep(index * 20);
      return await command(String(id));
    }),
  );
  await until(() => ids.every((id) => far.cardAt.has(id)));
  const overheads = ids.map(
    (id) => (far.cardAt.get(id) ?? Number.NaN) - (far.answeredAt.get(id) ?? 0),
  );
  return [
    { what: 'acknowledgement at 50/s, median', value: ms(acks, 0.5), goal: 'p99 250 ms' },
    { what: 'acknowledgement at 50/s, p99', value: ms(acks, 0.99), goal: '250 ms' },
    {
      what: "Empirical's answer to card at Slack, median",
      value: ms(overheads, 0.5),
      goal: '50 ms',
    },
    {
      what: "Empirical's answer to card at Slack, p99",
      value: ms(overheads, 0.99),
      goal: '150 ms',
    },
  ];
}

/** 500 commands for one run at once. */
async function coalescing({ command }: BotProcess, far: FarSides): Promise<Figure> {
  far.empiricalDelayMs = 1000;
  const before = far.cards;
  await Promise.all(Array.from({ length: 500 }, () => command('200000')));
  await until(() => far.cards === before + 500);
  return {
    what: '500 commands for one run at once: upstream reads',
    value: String(far.reads.get(200_000)),
    goal: '1',
  };
}

/** 10,000 commands in rounds of 50 at once; memory after each thousand tells whether it grows. */
async function memoryUnderLoad(
  { command, residentMb }: BotProcess,
  far: FarSides,
): Promise<Figure[]> {
  far.empiricalDelayMs = 0;
  const after: number[] = [];
  const startedAt = performance.now();
  for (let round = 0; round < 200; round += 1) {
    const before = far.cards;
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => command(String(300_000 + round * 50 + index))),
    );
    await until(() => far.cards === before + 50);
    if (round % 20 === 19) {
      after.push(Math.round(await residentMb()));
    }
  }
  const perSecond = Math.round(10_000 / ((performance.now() - startedAt) / 1000));
  await sleep(5000);
  return [
    {
      what: 'memory after each 1,000 of 10,000 commands (MB)',
      value: after.join(' '),
      goal: 'level',
    },
    { what: 'memory 5 s later', value: `${(await residentMb()).toFixed(0)} MB`, goal: 'level' },
    { what: 'commands answered, 50 at a time', value: `${perSecond} /s`, goal: 'none' },
  ];
}

function ms(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(1)} ms`;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await sleep(5);
  }
}
