import type { KnownBlock } from '@slack/types';
import type { ChannelSeed } from './seed.ts';
import { createVersions } from './versions.ts';
import type {
  Channel,
  Member,
  Message,
  MessageVersion,
  Unfurl,
  WorkspaceChange,
} from './workspace.ts';

/** How many messages a channel remembers. */
export const MAX_MESSAGES_PER_CHANNEL = 5000;

/** A message to be posted; the workspace gives it its `ts`. */
interface MessageDraft {
  readonly channelId: string;
  readonly userId: string;
  readonly text: string;
  readonly callIds: readonly number[];
  readonly blocks?: readonly KnownBlock[];
  readonly unfurls?: readonly Unfurl[];
  readonly threadTs?: string | undefined;
  readonly ephemeralTo?: string;
  readonly isBroadcast?: boolean;
}

/** What can change about a message. */
type MessageChange = Partial<Pick<Message, 'text' | 'blocks' | 'unfurls' | 'callIds' | 'isEdited'>>;

/** Channels, people and messages, and who is told when they change. */
export interface WorkspaceState {
  channels(): readonly Channel[];
  members(): readonly Member[];
  channel(id: string): Channel | undefined;
  member(id: string): Member | undefined;
  isInChannel(userId: string, channelId: string): boolean;
  post(draft: MessageDraft): Message;
  find(channelId: string, ts: string): Message | undefined;
  /** Everything in a channel, replies and ephemerals included, oldest first. */
  messagesIn(channelId: string): readonly Message[];
  amend(channelId: string, ts: string, change: MessageChange): Message | undefined;
  remove(channelId: string, ts: string): boolean;
  /** All that a message has said, oldest first; nothing of a message that is gone. */
  versions(channelId: string, ts: string): readonly MessageVersion[];
  /** A `ts` that no other message or event of this workspace has. */
  nextTs(): string;
  announce(change: WorkspaceChange): void;
  subscribe(listener: (change: WorkspaceChange) => void): () => void;
}

/** Builds the state from its first channels and members. */
export function createState(options: {
  readonly channels: readonly ChannelSeed[];
  readonly members: readonly Member[];
  readonly now: () => number;
}): WorkspaceState {
  const channels = new Map(options.channels.map((seed) => [seed.id, seed]));
  const members = new Map(options.members.map((member) => [member.id, member]));
  const listeners = new Set<(change: WorkspaceChange) => void>();
  const nextTs = createTsSource(options.now);
  const announce = (change: WorkspaceChange): void => {
    for (const listener of listeners) {
      listener(change);
    }
  };
  return {
    channels: () => [...channels.values()],
    members: () => [...members.values()],
    channel: (id) => channels.get(id),
    member: (id) => members.get(id),
    isInChannel(userId, channelId) {
      const channel = channels.get(channelId);
      const member = members.get(userId);
      if (channel === undefined || member === undefined) {
        return false;
      }
      if (member.isBot) {
        return channel.botIsMember;
      }
      return channel.memberIds === undefined || channel.memberIds.includes(userId);
    },
    ...createMessageStore({ announce, nextTs, now: options.now }),
    nextTs,
    announce,
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

function createMessageStore(options: {
  readonly announce: (change: WorkspaceChange) => void;
  readonly nextTs: () => string;
  readonly now: () => number;
}): Pick<WorkspaceState, 'post' | 'find' | 'messagesIn' | 'amend' | 'remove' | 'versions'> {
  const { announce, nextTs, now } = options;
  const versions = createVersions(now);
  const stores = new Map<string, Map<string, Message>>();
  const store = (channelId: string): Map<string, Message> => {
    const known = stores.get(channelId) ?? new Map<string, Message>();
    stores.set(channelId, known);
    return known;
  };
  return {
    post(draft) {
      const message = toMessage(draft, nextTs());
      const messages = store(draft.channelId);
      messages.set(message.ts, message);
      versions.add(message);
      for (const forgotten of forgetOldest(messages)) {
        versions.forget(draft.channelId, forgotten);
      }
      announce({ kind: 'message', channelId: draft.channelId, ts: message.ts });
      return message;
    },
    find: (channelId, ts) => stores.get(channelId)?.get(ts),
    messagesIn: (channelId) => [...(stores.get(channelId)?.values() ?? [])],
    amend(channelId, ts, change) {
      const message = stores.get(channelId)?.get(ts);
      if (message === undefined) {
        return undefined;
      }
      const amended = { ...message, ...change };
      store(channelId).set(ts, amended);
      versions.add(amended, message);
      announce({ kind: 'message', channelId, ts, isUpdate: true });
      return amended;
    },
    remove(channelId, ts) {
      const isRemoved = stores.get(channelId)?.delete(ts) ?? false;
      if (isRemoved) {
        versions.forget(channelId, ts);
        announce({ kind: 'message-deleted', channelId, ts });
      }
      return isRemoved;
    },
    versions: (channelId, ts) => versions.of(channelId, ts),
  };
}

function toMessage(draft: MessageDraft, ts: string): Message {
  const { threadTs, blocks = [], unfurls = [], ...rest } = draft;
  return {
    ...rest,
    ts,
    blocks,
    unfurls,
    notified: draft.ephemeralTo === undefined ? mentionedIn(draft.text, blocks) : [],
    ...(threadTs === undefined ? {} : { threadTs }),
  };
}

/** The people whom a message mentions, in mrkdwn or in rich text. */
function mentionedIn(text: string, blocks: readonly KnownBlock[]): string[] {
  const shown = blocks.length === 0 ? text : JSON.stringify(blocks);
  const mentions = shown.matchAll(/(?:<@|"user_id":")([UW][A-Z0-9]+)/g);
  return [...new Set([...mentions].map(([, userId = '']) => userId))];
}

function forgetOldest(messages: Map<string, Message>): string[] {
  const tooMany = messages.size - MAX_MESSAGES_PER_CHANNEL;
  const oldest = [...messages.keys().take(Math.max(0, tooMany))];
  for (const ts of oldest) {
    messages.delete(ts);
  }
  return oldest;
}

function createTsSource(now: () => number): () => string {
  let lastMicros = 0;
  return () => {
    lastMicros = Math.max(Math.floor(now() * 1000), lastMicros + 1);
    const seconds = Math.floor(lastMicros / 1_000_000);
    return `${seconds}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
  };
}
