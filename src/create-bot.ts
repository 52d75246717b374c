import type { Dispatcher } from 'undici';
import type { EmpiricalApi } from './api/client.ts';
import type { WireTestRun } from './api/schema.ts';
import type { Config } from './config.ts';
import type { Bot } from './handlers/bot.ts';
import { createChannelFacts } from './handlers/channel-facts.ts';
import { createPatientFacts } from './handlers/patient-facts.ts';
import { createRevivals } from './handlers/revive.ts';
import { createSeen } from './handlers/seen.ts';
import { createSlackClients } from './handlers/slack-clients.ts';
import { createCardSlack } from './handlers/slack-for-cards.ts';
import { createInHand } from './in-hand.ts';
import { createLiveCards } from './live/live-cards.ts';
import { type TestRun, toTestRun } from './runs/run.ts';
import type { Storage } from './store/storage.ts';

/** Makes what every listener works with. */
export function createBot(
  config: Config,
  parts: Pick<Bot, 'log' | 'now' | 'stopping'> & {
    api: EmpiricalApi;
    dispatcher: Dispatcher;
    storage: Storage;
    steadyMs: () => number;
    random: () => number;
  },
): Bot {
  const { api, dispatcher, storage, log, now, stopping } = parts;
  const steadyNow = steadyClock(now, parts.steadyMs);
  const { botToken: token, apiUrl } = config.slack;
  const clients = createSlackClients({ token, apiUrl, dispatcher, log });
  const { dashboardOrigins, projectSlug } = config.empirical;
  const { allowExternalChannels } = config;
  const readTestRun = createRunReader(api);
  const channels = createChannelFacts({ client: clients.reads, allowExternalChannels, now, log });
  const patient = createPatientFacts(channels, steadyNow);
  const undelivered = createCounter();
  const links = { dashboardOrigins, dashboardOrigin: dashboardOrigins[0], projectSlug };
  return {
    readTestRun,
    clients,
    channels,
    seen: createSeen({ store: storage.store, now: steadyNow, log }),
    live: createLiveCards({
      store: storage.store,
      schedule: storage.schedule,
      slack: createCardSlack({ client: clients.updates, channels: patient, links, now, log }),
      readTestRun,
      endedCards: createCounter(),
      undelivered,
      isAble: () => storage.trouble() === undefined,
      now: steadyNow,
      random: parts.random,
      log,
    }),
    revivals: createRevivals({ readTestRun, stopping, now, random: parts.random }),
    inHand: createInHand(),
    links,
    allowExternalChannels,
    undelivered,
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

/** The time of day as it was at the start, moved on by the steady clock: what is due does not jump with the other. */
function steadyClock(now: () => number, steadyMs: () => number): () => number {
  const aheadMs = now() - steadyMs();
  return () => aheadMs + steadyMs();
}
