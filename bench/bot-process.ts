import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import packageJson from '../package.json' with { type: 'json' };
import type { FarSides } from './far-sides.ts';

/** The bot in a process of its own, started as in production. */
export interface BotProcess {
  /** From the start of the process to the first 200 of /readyz, in milliseconds. */
  readonly readyMs: number;
  /** Sends a signed `/testrun`; resolves to the milliseconds until its acknowledgement. */
  command(text: string, place?: Place): Promise<number>;
  /** Sends a signed webhook that names a run. */
  webhook(runId: number): Promise<void>;
  /** Resident memory of the process, in MB. */
  residentMb(): Promise<number>;
  /** How long it has kept a processor busy, in seconds. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

/** Where a command is typed. */
export interface Place {
  readonly teamId: string;
  readonly channelId: string;
}

const usualPlace: Place = { teamId: 'T0BENCH', channelId: 'C0BENCH' };

const webhookKey = randomBytes(32);
const signingSecret = 'bench-signing-secret';
const root = join(import.meta.dirname, '..');

/**
 * Starts the bot between the far sides.
 *
 * @param storage DATABASE_URL, or DATA_DIR
 */
export async function startBotProcess(
  sides: Pick<FarSides, 'slackApiUrl' | 'empiricalUrl'>,
  port: number,
  storage: Readonly<Record<string, string>>,
): Promise<BotProcess> {
  const startedAt = performance.now();
  const bot = spawn(process.execPath, packageJson.scripts.start.split(' ').slice(1), {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: sides.slackApiUrl,
      EMPIRICAL_API_KEY: 'bench-key',
      EMPIRICAL_API_URL: sides.empiricalUrl,
      EMPIRICAL_PROJECT_SLUG: 'acme-shop',
      EMPIRICAL_WEBHOOK_SECRET: `whsec_${webhookKey.toString('base64url')}`,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'error',
      // BOT_NODE_OPTIONS=--cpu-prof says where the time goes.
      NODE_OPTIONS: process.env['BOT_NODE_OPTIONS'] ?? '',
      ...storage,
    },
  });
  // A measurement that fails must not leave a bot behind that holds the port of the next one.
  process.once('exit', () => bot.kill('SIGKILL'));
  const origin = `http://127.0.0.1:${port}`;
  await untilReady(origin);
  const readyMs = performance.now() - startedAt;
  const dispatcher = new Agent({ connections: 600 });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    await dispatcher.destroy();
    const exit = once(bot, 'exit');
    bot.kill(signal);
    await exit;
  };
  return {
    readyMs,
    command: (text, place = usualPlace) =>
      sendCommand(`${origin}/slack/events`, text, place, dispatcher),
    webhook: (runId) => sendWebhook(`${origin}/webhooks/empirical`, runId, dispatcher),
    residentMb: () => residentMb(bot),
    cpuSeconds: () => cpuSeconds(bot),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

async function untilReady(origin: string): Promise<void> {
  for (;;) {
    const status = await request(`${origin}/readyz`).then(
      (answer) => answer.statusCode,
      () => 0,
    );
    if (status === 200) {
      return;
    }
    await sleep(5);
  }
}

async function sendCommand(
  url: string,
  text: string,
  { teamId, channelId }: Place,
  dispatcher: Agent,
): Promise<number> {
  const body = new URLSearchParams({
    command: '/testrun',
    text,
    team_id: teamId,
    channel_id: channelId,
    user_id: 'U0BENCH',
    response_url: 'https://hooks.slack.com/commands/T0BENCH/1/bench',
    trigger_id: randomUUID(),
  }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  const sentAt = performance.now();
  const answer = await request(url, {
    method: 'POST',
    dispatcher,
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
  });
  await answer.body.dump();
  if (answer.statusCode !== 200) {
    throw new Error(`a command was answered with ${answer.statusCode}`);
  }
  return performance.now() - sentAt;
}

async function sendWebhook(url: string, runId: number, dispatcher: Agent): Promise<void> {
  const body = JSON.stringify({ event: 'test_run.ended', data: { test_run: { id: runId } } });
  const signature = createHmac('sha256', webhookKey).update(body).digest('hex');
  const answer = await request(url, {
    method: 'POST',
    dispatcher,
    body,
    headers: { 'content-type': 'application/json', 'x-webhook-signature': `sha256=${signature}` },
  });
  await answer.body.dump();
  if (answer.statusCode !== 204) {
    throw new Error(`a webhook was answered with ${answer.statusCode}`);
  }
}

async function residentMb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** Ticks are hundredths of a second on every Linux that Node runs on. */
async function cpuSeconds({ pid }: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
