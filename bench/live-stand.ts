import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../test/support/postgres.ts';
import { type BotProcess, type Place, startBotProcess } from './bot-process.ts';
import { type LiveFarSides, type ShownCard, startLiveFarSides } from './live-far-sides.ts';

/** A bot with one of the two databases, between far sides of its own. */
export interface Stand {
  readonly database: 'SQLite' | 'PostgreSQL';
  readonly sides: LiveFarSides;
  /** The process of the moment. */
  bot(): BotProcess;
  /** Ends the process and starts another on what it left; resolves to when that one was ready. */
  restart(end: 'stop' | 'kill'): Promise<number>;
  /** Sends commands one after another, and waits until Slack has so many cards of theirs. */
  ask(commands: readonly string[], place: Place, cardCount: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a bot that remembers in a folder of its own. */
export async function startSqliteStand(port: number): Promise<Stand> {
  const dataDir = await mkdtemp(join(tmpdir(), 'testrun-bench-'));
  return await startStand('SQLite', port, { DATA_DIR: dataDir }, () =>
    rm(dataDir, { recursive: true }),
  );
}

/** Starts a bot with a PostgreSQL of its own, or with that of DATABASE_URL. */
export async function startPostgresStand(port: number): Promise<Stand> {
  const postgres = await startPostgres();
  const url = await postgres.createDatabase();
  return await startStand('PostgreSQL', port, { DATABASE_URL: url }, () => postgres.stop());
}

async function startStand(
  database: Stand['database'],
  port: number,
  storage: Readonly<Record<string, string>>,
  tidy: () => Promise<void>,
): Promise<Stand> {
  const sides = await startLiveFarSides();
  let bot = await startBotProcess(sides, port, storage);
  return {
    database,
    sides,
    bot: () => bot,
    async restart(end) {
      await bot[end]();
      bot = await startBotProcess(sides, port, storage);
      return performance.now();
    },
    async ask(commands, place, cardCount) {
      for (const command of commands) {
        await bot.command(command, place);
      }
      const isOurs = ({ channelId }: ShownCard) => channelId === place.channelId;
      await until(
        `cards in ${place.channelId}`,
        () => sides.cards.filter(isOurs).length >= cardCount,
      );
    },
    async stop() {
      await bot.stop();
      sides.stop();
      await tidy();
    },
  };
}

const patienceMs = 240_000;

/** Waits for something that comes at last; rejects after four minutes. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error(`never came: ${what}`);
    }
    await sleep(10);
  }
}
