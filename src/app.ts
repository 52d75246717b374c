import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';
import packageJson from '../package.json' with { type: 'json' };
import { createEmpiricalApi, type EmpiricalApi } from './api/client.ts';
import type { WireTestRun } from './api/schema.ts';
import { createBolt } from './bolt.ts';
import { type Config, ConfigError } from './config.ts';
import type { Bot } from './handlers/bot.ts';
import { createChannelFacts } from './handlers/channel-facts.ts';
import { createSeen } from './handlers/seen.ts';
import { createSlackClients } from './handlers/slack-clients.ts';
import { createHttpServer, type HttpServer, plainText } from './http/server.ts';
import { createInHand } from './in-hand.ts';
import type { Logger } from './log.ts';
import { createInlet, type SlackInlet } from './receiver.ts';
import { type TestRun, toTestRun } from './runs/run.ts';
import { untilSlackAnswers, warnOfMissingScopes } from './slack-start.ts';

/** The bot as a whole. */
export interface TestrunApp {
  /**
   * Listens, then makes sure that Slack knows the bot; resolves to the HTTP port once it is ready.
   *
   * @throws {ConfigError} where Slack refuses a token
   */
  start(): Promise<number>;
  /** Takes nothing new, finishes what is in hand within ten seconds, and lets go of everything. */
  stop(): Promise<void>;
}

/** What the bot is given instead of taking it from the process. */
export interface AppDependencies {
  readonly log: Logger;
  readonly now?: () => number;
  readonly random?: () => number;
}

/** How long a stop waits for work in hand, and then for its last words. */
const drainMs = 7500;
const lastWordsMs = 1000;
const socketGoodbyeMs = 500;

/** Puts the bot together. */
export function createApp(
  config: Config,
  { log, now = Date.now, random = Math.random }: AppDependencies,
): TestrunApp {
  const dispatcher = new Agent({ connect: { timeout: 5000 } });
  const api = createEmpiricalApi({
    baseUrl: config.empirical.apiUrl,
    apiKey: config.empirical.apiKey,
    projectSlug: config.empirical.projectSlug,
    userAgent: `testrun/${packageJson.version}`,
    timeoutMs: config.empirical.timeoutMs,
    now,
    random,
    log,
  });
  const stopping = new AbortController();
  const bot = createBot(config, { api, dispatcher, log, now, stopping: stopping.signal });
  const life = { isReady: false };
  const inlet = createInlet({ config, dispatcher, log, now, isReady: () => life.isReady });
  const bolt = createBolt(config, inlet, bot, dispatcher);
  const isServing = () => life.isReady && inlet.isOpen();
  const http = createHttpServer({ routes: { ...inlet.routes, ...healthRoutes(isServing) }, log });
  return {
    async start() {
      const port = await listen(http, config);
      log.info({ host: config.host, port }, 'listening; not ready before Slack answers');
      const { signal } = stopping;
      const variable = 'SLACK_BOT_TOKEN';
      await untilSlackAnswers({ variable, call: () => bolt.init(), signal, log });
      await openInlet(inlet, signal, log);
      life.isReady = true;
      void bot.inHand.track(warnOfMissingScopes(bot.clients.reads, log));
      return port;
    },
    async stop() {
      life.isReady = false;
      await drain(http, inlet, bot, stopping);
      await api.close();
      await dispatcher.destroy();
    },
  };
}

function createBot(
  config: Config,
  parts: Pick<Bot, 'log' | 'now' | 'stopping'> & { api: EmpiricalApi; dispatcher: Dispatcher },
): Bot {
  const { api, dispatcher, log, now, stopping } = parts;
  const { botToken: token, apiUrl } = config.slack;
  const clients = createSlackClients({ token, apiUrl, dispatcher, log });
  const { dashboardOrigins, projectSlug } = config.empirical;
  const { allowExternalChannels } = config;
  return {
    readTestRun: createRunReader(api),
    clients,
    channels: createChannelFacts({ client: clients.reads, allowExternalChannels, now, log }),
    seen: createSeen({ now }),
    inHand: createInHand(),
    links: { dashboardOrigins, dashboardOrigin: dashboardOrigins[0], projectSlug },
    allowExternalChannels,
    undelivered: createCounter(),
    stopping,
    log,
    now,
  };
}

function createCounter(): () => number {
  let count = 0;
  return () => {
    count += 1;
    return count;
  };
}

/** Callers that share an answer share the run made of it: with thousands of tests, making it takes time. */
function createRunReader(api: EmpiricalApi): Bot['readTestRun'] {
  const made = new WeakMap<WireTestRun, TestRun>();
  return async (id, options) => {
    const wire = await api.getTestRun(id, options);
    const run = made.get(wire) ?? toTestRun(wire);
    made.set(wire, run);
    return run;
  };
}

/** @throws {ConfigError} where the address cannot be had */
async function listen(http: HttpServer, { host, port }: Config): Promise<number> {
  try {
    return await http.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new ConfigError([`HOST and PORT cannot be used: ${host}:${port} (${code}).`]);
  }
}

async function openInlet(inlet: SlackInlet, signal: AbortSignal, log: Logger): Promise<void> {
  await untilSlackAnswers({ variable: 'SLACK_APP_TOKEN', call: () => inlet.open(), signal, log });
}

function healthRoutes(isServing: () => boolean) {
  return {
    '/healthz': { GET: plainText(() => ({ status: 200, text: 'alive' })) },
    '/readyz': {
      GET: plainText(() =>
        isServing() ? { status: 200, text: 'ready' } : { status: 503, text: 'not ready' },
      ),
    },
  };
}

/**
 * Work that outlives the wait is told to stop, and gets a moment to tell its asker so. Health is
 * answered to the end: an orchestrator must see "not ready" rather than a refused connection.
 */
async function drain(
  http: HttpServer,
  inlet: SlackInlet,
  { inHand, log }: Bot,
  stopping: AbortController,
): Promise<void> {
  const closing = inlet.close();
  if (!(await inHand.drained(drainMs))) {
    log.warn({ unfinished: inHand.size() }, 'work in hand takes too long and is broken off');
  }
  stopping.abort();
  await inHand.drained(lastWordsMs);
  await Promise.race([closing, sleep(socketGoodbyeMs, undefined, { ref: false })]);
  await http.close();
}
