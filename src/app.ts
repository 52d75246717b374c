import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import packageJson from '../package.json' with { type: 'json' };
import { createEmpiricalApi, type EmpiricalApi } from './api/client.ts';
import { createBolt } from './bolt.ts';
import { type Config, ConfigError } from './config.ts';
import { createBot } from './create-bot.ts';
import type { Bot } from './handlers/bot.ts';
import { healthRoutes } from './http/health-routes.ts';
import { createHttpServer, type HttpServer, type Routes } from './http/server.ts';
import { createWebhookRoutes } from './http/webhook-endpoint.ts';
import type { Logger } from './log.ts';
import { createInlet, type SlackInlet } from './receiver.ts';
import { untilSlackAnswers, warnOfMissingScopes } from './slack-start.ts';
import { createStorage, type Storage } from './store/storage.ts';

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
  /** Milliseconds by a clock that nobody sets; only differences mean something. */
  readonly steadyMs?: () => number;
  readonly random?: () => number;
}

/** How long a stop waits for work in hand, and then for its last words. */
const drainMs = 7500;
const lastWordsMs = 1000;
const socketGoodbyeMs = 500;

/** How long a start waits for the database; without it the bot answers all the same. */
const databasePatienceMs = 5000;

/** Puts the bot together. */
export function createApp(
  config: Config,
  {
    log,
    now = Date.now,
    steadyMs = () => performance.now(),
    random = Math.random,
  }: AppDependencies,
): TestrunApp {
  const dispatcher = new Agent({ connect: { timeout: 5000 } });
  const api = createApi(config, { log, now, random });
  const storage = createStorage({ ...config.storage, now, steadyMs, log });
  const stopping = new AbortController();
  const bot = createBot(config, {
    ...{ api, dispatcher, storage, log, now, steadyMs, random },
    stopping: stopping.signal,
  });
  const life = { isReady: false };
  const isReady = () => life.isReady;
  const inlet = createInlet({ config, dispatcher, log, now, isReady });
  const bolt = createBolt(config, inlet, bot, dispatcher);
  const isServing = () => life.isReady && inlet.isOpen();
  const health = healthRoutes({ isServing, trouble: storage.trouble });
  const routes = { ...inlet.routes, ...webhookRoutes(config, bot, isReady), ...health };
  const http = createHttpServer({ routes, log });
  return {
    async start() {
      const port = await listen(http, config);
      log.info({ host: config.host, port }, 'listening; not ready before Slack answers');
      const opened = openInTime(storage, stopping.signal);
      const { signal } = stopping;
      const variable = 'SLACK_BOT_TOKEN';
      await untilSlackAnswers({ variable, call: () => bolt.init(), signal, log });
      await openInlet(inlet, signal, log);
      await opened;
      life.isReady = true;
      bot.live.start();
      void bot.inHand.track(warnOfMissingScopes(bot.clients.reads, log));
      return port;
    },
    async stop() {
      life.isReady = false;
      await Promise.all([bot.live.stop(), drain(http, inlet, bot, stopping)]);
      await closeInTime(storage);
      await api.close();
      await dispatcher.destroy();
    },
  };
}

/** A database that takes long is not waited for: the bot answers without it, and its cards live later. */
async function openInTime(storage: Storage, signal: AbortSignal): Promise<void> {
  const late = sleep(databasePatienceMs, undefined, { signal, ref: false });
  await Promise.race([storage.open(), late]).catch(() => undefined);
}

/** A database that does not answer must not hold up the end: what it does not hear is done by the next start. */
async function closeInTime(storage: Storage): Promise<void> {
  const late = sleep(lastWordsMs, undefined, { ref: false });
  await Promise.race([storage.close(), late]);
}

function createApi(
  { empirical }: Config,
  parts: { log: Logger; now: () => number; random: () => number },
): EmpiricalApi {
  return createEmpiricalApi({
    ...parts,
    baseUrl: empirical.apiUrl,
    apiKey: empirical.apiKey,
    projectSlug: empirical.projectSlug,
    userAgent: `testrun/${packageJson.version}`,
    timeoutMs: empirical.timeoutMs,
  });
}

function webhookRoutes({ empirical }: Config, bot: Bot, isReady: () => boolean): Routes {
  return createWebhookRoutes({
    secret: empirical.webhookSecret,
    onRunIds: (runIds) => void bot.inHand.track(readKnocked(runIds, bot)),
    isReady,
    log: bot.log,
    now: bot.now,
  });
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

/** A webhook is a hint: whatever goes wrong, the run is read in its time. */
async function readKnocked(runIds: readonly number[], { live, log }: Bot): Promise<void> {
  try {
    await live.readNow(runIds);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    log.debug({ reason }, 'a webhook could not hasten a reading');
  }
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
