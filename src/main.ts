import { config as readDotenv } from 'dotenv';
import { createApp, type TestrunApp } from './app.ts';
import { ConfigError, readConfig, secretsOf } from './config.ts';
import { createLogger, type Logger } from './log.ts';

const write = (line: string) => process.stdout.write(line);

await main();

async function main(): Promise<void> {
  readDotenv({ quiet: true });
  try {
    await run();
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') {
      return;
    }
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    for (const problem of error.problems) {
      process.stderr.write(`${problem}\n`);
    }
    process.exit(1);
  }
}

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLogger({
    level: config.logLevel,
    write,
    readable: process.stdout.isTTY === true,
    secrets: secretsOf(config),
  });
  const app = createApp(config, { log });
  exitOnSignals(app, log);
  surviveOrExit(log);
  const port = await app.start();
  const mode = config.slack.appToken === undefined ? 'HTTP' : 'Socket Mode';
  log.info({ host: config.host, port, mode, node: process.version }, 'ready');
}

/** A terminal's Ctrl+C reaches the process twice where npm started it: from the terminal and from npm. */
const sameSignalMs = 500;

/** The first signal finishes the work in hand; a second one does not wait. */
function exitOnSignals(app: TestrunApp, log: Logger): void {
  let stoppingSinceMs: number | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stoppingSinceMs !== undefined) {
        if (performance.now() - stoppingSinceMs > sameSignalMs) {
          process.exit(1);
        }
        return;
      }
      stoppingSinceMs = performance.now();
      log.info({ signal }, 'stopping: finishing the work in hand');
      app.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ error }, 'the stop failed');
          process.exit(1);
        },
      );
    });
  }
}

/** A forgotten promise is a fault to log, not a reason to leave everybody unanswered. */
function surviveOrExit(log: Logger): void {
  process.on('unhandledRejection', (error) => {
    log.error({ error }, 'a promise was rejected and nobody looked');
  });
  process.on('uncaughtException', (error) => {
    log.error({ error }, 'the process cannot go on');
    process.exit(1);
  });
}
