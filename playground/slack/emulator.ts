import { setMaxListeners } from 'node:events';
import type { SlackCredentials } from './credentials.ts';
import { createCore, createOutgoing } from './emulator-parts.ts';
import type { Faults } from './faults.ts';
import { type SlackEmulatorOptions, withDefaults } from './options.ts';
import { createRateLimiter } from './rate-limit.ts';
import { type RunningServer, startServer } from './server.ts';
import type { SocketMode } from './socket-mode.ts';
import { createWebApi } from './web-api.ts';
import type { People, Workspace } from './workspace.ts';
import { createWorkspace } from './workspace-reading.ts';

/** A running workspace with one app installed in it. */
export interface SlackEmulator {
  /** Base of the Web API, such as `http://127.0.0.1:40123/api/`: the bot's `slackApiUrl`. */
  readonly webApiUrl: string;
  readonly workspace: Workspace;
  readonly people: People;
  readonly credentials: SlackCredentials;
  readonly faults: Faults;
  /** The Socket Mode side: how many connections there are, and ways to lose them. */
  readonly socketMode: Pick<SocketMode, 'connections' | 'disconnect' | 'cut'>;
  /** Sends requests to this URL from now on, unless a Socket Mode connection is open. */
  connectBot(bot: { readonly eventsUrl: string }): void;
  /** Sends the last event again, with its own event_id or with a new one. */
  redeliverLastEvent(options: { readonly sameEventId: boolean }): Promise<void>;
  /** Resolves when no event waits for its redelivery. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a workspace that listens on its own port. */
export async function startSlackEmulator(
  options: SlackEmulatorOptions = {},
): Promise<SlackEmulator> {
  const settings = withDefaults(options);
  const stopping = new AbortController();
  const { signal } = stopping;
  // Every request on its way listens for the stop; hundreds at once are no leak.
  setMaxListeners(0, signal);
  let server: RunningServer | undefined;
  const host = (): string => `${settings.host}:${server?.port ?? settings.port}`;
  const core = createCore(settings, {
    host,
    onDown: (isDown, how) => (isDown ? server?.cut(how) : server?.listenAgain()),
  });
  const outgoing = createOutgoing(settings, core, { host, signal });
  const { sockets, context, calls, faultSwitches } = core;
  const limiter = createRateLimiter(settings.now);
  const webApi = createWebApi({ context, calls, faults: faultSwitches, limiter });
  const { responses, people, http, events } = outgoing;
  server = await startServer(
    { webApi, responses, sockets, faults: faultSwitches, signal },
    settings,
  );
  const listening = server;
  return {
    webApiUrl: `http://${host()}/api/`,
    workspace: createWorkspace({ ...context, calls }),
    people,
    credentials: context.credentials,
    faults: faultSwitches.faults,
    socketMode: sockets,
    connectBot: ({ eventsUrl }) => http.connect(eventsUrl),
    redeliverLastEvent: (again) => events.redeliverLast(again),
    settled: () => events.settled(),
    async stop() {
      stopping.abort();
      await Promise.all([http.stop(), sockets.stop(), listening.stop()]);
      await events.settled();
    },
  };
}
