import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { eventually } from './eventually.ts';

/** The bot's entry. */
const entry = fileURLToPath(new URL('../../start.js', import.meta.url));

/** How a process of the bot is started. */
export interface ProcessOptions {
  /** The whole environment, apart from PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another Node than the one that runs the tests, and what it is told before the entry. */
  readonly node?: string;
  readonly nodeArguments?: readonly string[];
}

/** A process of the bot. */
export interface BotProcess {
  readonly child: ChildProcess;
  /** What it wrote so far, whole lines only. */
  out(): string[];
  err(): string[];
  /** Resolves to the exit code, or to the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
  /** Resolves to the line that says it is ready. */
  ready(): Promise<{ port: number; mode: string; level: string; node: string }>;
}

/** Starts the bot as `npm start` does; it ends with the test at the latest. */
export function startProcess({
  env = {},
  cwd,
  node = process.execPath,
  nodeArguments = [],
}: ProcessOptions = {}): BotProcess {
  const child = spawn(node, [...nodeArguments, entry], {
    env: { PATH: process.env['PATH'], ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out = collect(child.stdout);
  const err = collect(child.stderr);
  const exited = once(child, 'close').then(([code, signal]) => code ?? signal);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return {
    child,
    out,
    err,
    exited,
    ready: () =>
      eventually(
        'the line that says ready',
        () =>
          out().flatMap((line) => (line.includes('"msg":"ready"') ? [JSON.parse(line)] : []))[0],
      ),
  };
}

function collect(stream: NodeJS.ReadableStream): () => string[] {
  let text = '';
  stream.on('data', (chunk) => {
    text += String(chunk);
  });
  return () => text.split('\n').slice(0, -1);
}
