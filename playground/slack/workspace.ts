import type { KnownBlock, ModalView } from '@slack/types';

/** A place where people talk. `shared` is a Slack Connect channel with an outside organisation. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'shared';
  readonly topic: string;
  botIsMember: boolean;
  isArchived: boolean;
  /** Set while an invitation to an outside organisation waits for its answer (`is_pending_ext_shared`). */
  isPendingShared?: boolean;
}

/** A person, or the bot's own user. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly isBot: boolean;
}

/** What `chat.unfurl` attached to a message for one URL. */
export interface Unfurl {
  readonly url: string;
  readonly blocks: readonly KnownBlock[];
}

/** One message as the people in the channel see it. */
export interface Message {
  /** Slack's message id, seconds and microseconds: `1764000000.000100`. */
  readonly ts: string;
  readonly channelId: string;
  /** Set on replies: the `ts` of the message that the thread hangs under. */
  readonly threadTs?: string;
  readonly userId: string;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  readonly unfurls: readonly Unfurl[];
  /** Set for "Only visible to you": the one person who sees it. */
  readonly ephemeralTo?: string;
  /** Set on a reply that was also sent to the channel. */
  readonly isBroadcast?: boolean;
  /** Set where Slack writes "(edited)": a change of the text alone, never one of blocks. */
  readonly isEdited?: boolean;
  /**
   * Ids of the people whom it notified by mentioning them, when it was posted: a mention that an
   * update adds notifies nobody. Where there are blocks, only theirs count.
   */
  readonly notified?: readonly string[];
  /** Ids into `Workspace.calls`: everything that made or changed this message, oldest first. */
  readonly callIds: readonly number[];
}

/** What a message said from some moment on. */
export interface MessageVersion {
  /** By the workspace's clock; milliseconds since 1970. */
  readonly atMs: number;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** The unfurls that came with this version; not those that stayed as they were. */
  readonly unfurls: readonly Unfurl[];
}

/** A modal that the bot opened for a person. */
export interface OpenModal {
  readonly viewId: string;
  readonly userId: string;
  readonly view: ModalView;
  /** Changes with every update; `views.update` may name it so as not to undo another's update. */
  readonly hash: string;
  /** What the bot answered about an input, keyed by the input's block id. */
  readonly errors?: Readonly<Record<string, string>>;
}

/** One HTTP or WebSocket exchange between the workspace and the bot, without secrets. */
export interface Call {
  readonly id: number;
  readonly at: number;
  /** `to-bot`: command, event, click. `from-bot`: Web API method or response_url. */
  readonly direction: 'to-bot' | 'from-bot';
  /** Method name such as `chat.postMessage`, or `/slack/events command`. */
  readonly name: string;
  readonly request: unknown;
  readonly status?: number;
  readonly response?: unknown;
  /** Why no answer came, in few words. Over Socket Mode neither this nor a status means that all went well. */
  readonly failure?: string;
  /** Set once the exchange has ended. */
  readonly durationMs?: number;
}

/** Something changed; the page redraws what it names. */
export type WorkspaceChange =
  | {
      readonly kind: 'message';
      readonly channelId: string;
      readonly ts: string;
      /** Set where the message was there before: an update makes no channel unread. */
      readonly isUpdate?: boolean;
    }
  | { readonly kind: 'message-deleted'; readonly channelId: string; readonly ts: string }
  | { readonly kind: 'modal'; readonly userId: string }
  | { readonly kind: 'composer-unfurl'; readonly userId: string; readonly channelId: string }
  | { readonly kind: 'channel'; readonly channelId: string }
  | { readonly kind: 'call'; readonly callId: number }
  | {
      readonly kind: 'notice';
      readonly userId: string;
      /** Where the person was when it came about; modals stand in no channel. */
      readonly channelId?: string;
      readonly text: string;
    };

/**
 * What a person can do in the emulated workspace. The page and the tests drive the bot through it;
 * every act travels to the bot as Slack would send it (signed HTTP or a Socket Mode envelope).
 */
export interface People {
  /** Types into the composer of a channel or of a thread. Slash commands in threads are refused, as in Slack. */
  send(act: { userId: string; channelId: string; text: string; threadTs?: string }): Promise<void>;
  /** Types a link without sending it: the bot gets the composer's `link_shared`. */
  compose(act: { userId: string; channelId: string; text: string }): Promise<void>;
  /** Clicks a button in a message, or in one of its unfurls. */
  click(act: {
    userId: string;
    channelId: string;
    ts: string;
    blockId: string;
    actionId: string;
    /** URL of the unfurl that the button stands in. */
    unfurlUrl?: string;
    /** The option chosen in a menu; buttons carry their own value. */
    value?: string;
  }): Promise<void>;
  /** Clicks a button inside an open modal. */
  clickInModal(act: {
    userId: string;
    viewId: string;
    blockId: string;
    actionId: string;
    value?: string;
    state?: unknown;
  }): Promise<void>;
  /** Submits an open modal with the state of its inputs. */
  submitModal(act: { userId: string; viewId: string; state: unknown }): Promise<void>;
  /** Closes an open modal; the bot hears of it where the view asked for `notify_on_close`. */
  closeModal(act: { userId: string; viewId: string }): Promise<void>;
  /** Adds the bot to a channel. */
  invite(act: { channelId: string }): Promise<void>;
  /** Deletes a message, also the bot's: as an administrator may. Its replies stay. */
  deleteMessage(act: { userId: string; channelId: string; ts: string }): Promise<void>;
  /** Archives a channel: from now on nobody can write in it or change what stands there. */
  archiveChannel(act: { channelId: string }): Promise<void>;
}

/** What can be read of the workspace; it changes only through `People` and the bot's own calls. */
export interface Workspace {
  channels(): readonly Channel[];
  members(): readonly Member[];
  /**
   * The channel's own messages, oldest first: no thread replies but those also sent to the channel.
   * With a viewer, other people's ephemeral messages are left out; without one, all are there.
   */
  messages(channelId: string, options?: { readonly viewer?: string }): readonly Message[];
  /** A thread: the message it hangs under, then its replies, oldest first. */
  thread(channelId: string, ts: string, options?: { readonly viewer?: string }): readonly Message[];
  /** The person's open modals, the one on top last. */
  modals(userId: string): readonly OpenModal[];
  /** What the person sees under the composer for links typed and not yet sent. */
  composerUnfurl(userId: string, channelId: string): readonly Unfurl[];
  /** The last exchanges with the bot, oldest first. */
  calls(): readonly Call[];
  call(id: number): Call | undefined;
  /** How often there was an exchange of this name, forgotten ones among them: `chat.update`. */
  callCount(name: string): number;
  /** All that a message has said since it was posted, oldest first; the last is what it says now. */
  versions(channelId: string, ts: string): readonly MessageVersion[];
  /** Calls the listener after every change, until the returned function is called. */
  subscribe(listener: (change: WorkspaceChange) => void): () => void;
}
