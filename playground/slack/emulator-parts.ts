import { createIdSource } from './block-reading.ts';
import { type BotRequests, createBotRequests } from './bot-requests.ts';
import { type CallLog, createCallLog } from './call-log.ts';
import { createCredentials } from './credentials.ts';
import { createEventDelivery, type EventDelivery } from './event-delivery.ts';
import { createFaults, type FaultSwitches, type OnDown } from './faults.ts';
import { createHttpTransport, type HttpTransport } from './http-transport.ts';
import type { MethodContext } from './method.ts';
import { createModals } from './modals.ts';
import type { SlackEmulatorSettings } from './options.ts';
import { createPeople } from './people.ts';
import { createResponseUrls, type ResponseUrls } from './response-urls.ts';
import { seedChannels, seedMembers } from './seed.ts';
import { createSharedLinks } from './shared-links.ts';
import { createSocketMode, type SocketMode } from './socket-mode.ts';
import { createState } from './state.ts';
import { createTriggerIds } from './trigger-ids.ts';
import type { People } from './workspace.ts';
import { createComposers } from './workspace-reading.ts';

/** What a workspace remembers, and what its Web API works on. */
export interface WorkspaceCore {
  readonly context: MethodContext;
  readonly calls: CallLog;
  readonly faultSwitches: FaultSwitches;
  readonly sockets: SocketMode;
}

/**
 * Builds the workspace's memory. `host()` is asked late: the port is not known before the start.
 * `onDown` hears when the workspace is to be unreachable, and when no longer.
 */
export function createCore(
  settings: SlackEmulatorSettings,
  outside: { readonly host: () => string; readonly onDown: OnDown },
): WorkspaceCore {
  const { now } = settings;
  const credentials = createCredentials();
  const bot = seedMembers(credentials).filter((member) => member.isBot);
  const members =
    settings.people === undefined ? seedMembers(credentials) : [...settings.people, ...bot];
  const state = createState({ channels: settings.channels ?? seedChannels(), members, now });
  const sockets = createSocketMode({ ...settings, appId: credentials.appId });
  return {
    calls: createCallLog({ now, onChange: (callId) => state.announce({ kind: 'call', callId }) }),
    faultSwitches: createFaults((isDown, how) => {
      if (isDown) {
        sockets.cut();
      }
      outside.onDown(isDown, how);
    }),
    sockets,
    context: {
      state,
      credentials,
      scopes: settings.scopes,
      modals: createModals((userId) => state.announce({ kind: 'modal', userId })),
      links: createSharedLinks(),
      triggers: createTriggerIds(now),
      composers: createComposers((userId, channelId) =>
        state.announce({ kind: 'composer-unfurl', userId, channelId }),
      ),
      ids: createIdSource(),
      socketUrl: () => `ws://${outside.host()}${sockets.issuePath()}`,
      get workspaceUrl() {
        return `http://${outside.host()}/`;
      },
    },
  };
}

/** What leaves the workspace for the bot, and the people who cause it. */
export interface Outgoing {
  readonly http: HttpTransport;
  readonly requests: BotRequests;
  readonly events: EventDelivery;
  readonly responses: ResponseUrls;
  readonly people: People;
}

/** Builds the ways to the bot, and the people. */
export function createOutgoing(
  settings: SlackEmulatorSettings,
  core: WorkspaceCore,
  outside: { readonly host: () => string; readonly signal: AbortSignal },
): Outgoing {
  const { context, calls, sockets, faultSwitches } = core;
  const { signal } = outside;
  const { credentials } = context;
  const http = createHttpTransport({ ...settings, signingSecret: credentials.signingSecret });
  const requests = createBotRequests({ transports: [sockets, http], calls, signal });
  const events = createEventDelivery({ ...settings, requests, credentials, signal });
  const responses = createResponseUrls({
    baseUrl: () => `http://${outside.host()}`,
    now: settings.now,
    calls,
    faults: faultSwitches,
    context,
  });
  const people = createPeople({
    ...settings,
    context,
    requests,
    events,
    responses,
    typedTextRules: () => ({
      ...settings,
      members: context.state.members(),
      channels: context.state.channels(),
    }),
  });
  return { http, requests, events, responses, people };
}
