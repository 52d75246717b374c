import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished, type TestContext } from 'vitest';
import { eventually } from './eventually.ts';

/** The bot's entry. */
const entry = fileURLToPath(new URL('../../start.js', import.meta.url));

/** Several processes that start side by side on a busy machine take their time. */
const readyBoundMs = 60_000;

/** How a process of the bot is started. */
export interface ProcessOptions {
  /** The whole environment, apart from PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another Node than the one that runs the tests, and what it is told before the entry. */
  readonly node?: string;
  readonly nodeArguments?: readonly string[];
  /** The test's own hook, where tests run side by side. */
  readonly onTestFinished?: TestContext['onTestFinished'];
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
  /** Ends it as a power cut would, without a chance to tidy up. */
  kill(): Promise<void>;
}

/** Starts the bot as `npm start` does; it ends with the test at the latest. */
export function startProcess({
  env = {},
  cwd,
  node = process.execPath,
  nodeArguments = [],
  ...options
}: ProcessOptions = {}): BotProcess {
  const child = spawn(node, [...nodeArguments, entry], {
    env: { PATH: process.env['PATH'], ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out = collect(child.stdout);
  const err = collect(child.stderr);
  const exited = once(child, 'close').then(([code, signal]) => code ?? signal);
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  (options.onTestFinished ?? onTestFinished)(kill);
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
        readyBoundMs,
      ),
    kill,
  };
}

function collect(stream: NodeJS.ReadableStream): () => string[] {
  let text = '';
  stream.on('data', (chunk) => {
    text += String(chunk);
  });
  return () => text.split('\n').slice(0, -1);
}
