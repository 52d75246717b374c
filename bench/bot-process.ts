import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
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
  command(text: string): Promise<number>;
  /** Resident memory of the process, in MB. */
  residentMb(): Promise<number>;
  stop(): Promise<void>;
}

const signingSecret = 'bench-signing-secret';
const root = join(import.meta.dirname, '..');

/** Starts the bot between the far sides. */
export async function startBotProcess(sides: FarSides, port: number): Promise<BotProcess> {
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
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'error',
    },
  });
  const origin = `http://127.0.0.1:${port}`;
  await untilReady(origin);
  const readyMs = performance.now() - startedAt;
  const dispatcher = new Agent({ connections: 600 });
  return {
    readyMs,
    command: (text) => sendCommand(`${origin}/slack/events`, text, dispatcher),
    residentMb: () => residentMb(bot),
    async stop() {
      await dispatcher.destroy();
      const exit = once(bot, 'exit');
      bot.kill('SIGTERM');
      await exit;
    },
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

async function sendCommand(url: string, text: string, dispatcher: Agent): Promise<number> {
  const body = new URLSearchParams({
    command: '/testrun',
    text,
    team_id: 'T0BENCH',
    channel_id: 'C0BENCH',
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

async function residentMb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
