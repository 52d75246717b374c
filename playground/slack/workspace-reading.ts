import type { CallLog } from './call-log.ts';
import type { Composers } from './method.ts';
import type { Modals } from './modals.ts';
import type { WorkspaceState } from './state.ts';
import type { Message, Unfurl, Workspace } from './workspace.ts';

/** The read side of a workspace. */
export function createWorkspace(parts: {
  readonly state: WorkspaceState;
  readonly calls: CallLog;
  readonly modals: Modals;
  readonly composers: Composers;
}): Workspace {
  const { state, calls, modals, composers } = parts;
  return {
    channels: () => state.channels(),
    members: () => state.members(),
    messages: (channelId, { viewer } = {}) =>
      state
        .messagesIn(channelId)
        .filter((message) => message.threadTs === undefined || message.isBroadcast === true)
        .filter(seenBy(viewer)),
    thread: (channelId, ts, { viewer } = {}) =>
      state
        .messagesIn(channelId)
        .filter((message) => message.ts === ts || message.threadTs === ts)
        .filter(seenBy(viewer)),
    modals: (userId) => modals.of(userId),
    composerUnfurl: (userId, channelId) => composers.get(userId, channelId),
    calls: () => calls.all(),
    call: (id) => calls.get(id),
    callCount: (name) => calls.count(name),
    versions: (channelId, ts) => state.versions(channelId, ts),
    subscribe: (listener) => state.subscribe(listener),
  };
}

function seenBy(viewer: string | undefined): (message: Message) => boolean {
  return ({ ephemeralTo }) =>
    viewer === undefined || ephemeralTo === undefined || ephemeralTo === viewer;
}

/** Composers with nothing typed; `onChange` hears whose changed. */
export function createComposers(onChange: (userId: string, channelId: string) => void): Composers {
  const typed = new Map<string, readonly string[]>();
  const shown = new Map<string, readonly Unfurl[]>();
  const get: Composers['get'] = (userId, channelId) => shown.get(`${userId} ${channelId}`) ?? [];
  const show: Composers['show'] = (userId, channelId, unfurls) => {
    const key = `${userId} ${channelId}`;
    const before = get(userId, channelId);
    const byUrl = new Map([...before, ...unfurls].map((unfurl) => [unfurl.url, unfurl]));
    const after = (typed.get(key) ?? []).flatMap((url) => byUrl.get(url) ?? []);
    shown.set(key, after);
    if (before.length > 0 || after.length > 0) {
      onChange(userId, channelId);
    }
  };
  return {
    get,
    show,
    type(userId, channelId, urls) {
      typed.set(`${userId} ${channelId}`, urls);
      show(userId, channelId, []);
    },
  };
}
