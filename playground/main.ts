import { config as readDotenv } from 'dotenv';
import { ConfigError } from '../src/config.ts';
import { createLogger } from '../src/log.ts';
import { type PlaygroundOptions, startPlayground } from './start-playground.ts';

const pagePort = 3210;
const sandboxPort = 3211;

readDotenv({ quiet: true });
await main().catch(explain);

async function main(): Promise<void> {
  const options: PlaygroundOptions = {
    environment: process.env,
    pagePort,
    sandboxPort,
    socketMode: process.argv.includes('--socket-mode'),
    createLog: (secrets) =>
      createLogger({
        level: 'warn',
        write: (line) => process.stdout.write(line),
        readable: true,
        secrets,
      }),
  };
  const playground = await startPlayground(options);
  const invitation =
    playground.sandbox === undefined
      ? 'ask for your own runs, read with your EMPIRICAL_API_KEY'
      : 'type /testrun 48213';
  process.stdout.write(`Open ${playground.pageUrl} and ${invitation}. Stop with Ctrl+C.\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      playground.stop().finally(() => process.exit(0));
    });
  }
}

function explain(error: unknown): void {
  process.stderr.write(`${words(error)}\n`);
  process.exit(1);
}

function words(error: unknown): string {
  if (error instanceof ConfigError) {
    return error.problems.join('\n');
  }
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `Port ${pagePort} or ${sandboxPort} is taken; is another playground running? Stop it and start again.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
