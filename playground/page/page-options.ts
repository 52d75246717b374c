import type { People, Workspace } from '../slack/workspace.ts';

/** A switch of the emulator that the page offers, such as rate limiting. */
export interface FaultSwitch {
  readonly id: string;
  readonly label: string;
  /** What happens while it is on. */
  readonly hint: string;
  /** What it has led to last, where that can be told. */
  news?(): SwitchNews | undefined;
  /** Calls the listener whenever there are other news. */
  subscribe?(listener: () => void): void;
  isOn(): boolean;
  set(on: boolean): void;
}

/** The last thing that a switch has led to. */
export interface SwitchNews {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** What the bot is doing. */
export type BotState = 'running' | 'stopped' | 'starting' | 'stopping';

/** The bot's own switch on the page. */
export interface BotControl {
  state(): BotState;
  /** Resolves once the bot has started or stopped. */
  set(isOn: boolean): Promise<void>;
  /** Calls the listener after every change of the state. */
  subscribe(listener: () => void): void;
}

/** Something worth typing, offered beside the channels. */
export interface TryItem {
  /** What goes into the composer. */
  readonly text: string;
  /** What to expect, in a few words. */
  readonly expect: string;
  /** Heading that it stands under. */
  readonly group: string;
  /** The channel to go to first. */
  readonly channelId?: string;
}

/** A slash command that the composer suggests. */
interface CommandHint {
  /** With its slash. */
  readonly name: string;
  /** What may follow it, as Slack shows it: `[run id or link]`. */
  readonly usage: string;
  readonly about: string;
}

/** What the page shows, and what it acts through. */
export interface PageSubject {
  readonly workspace: Workspace;
  readonly people: People;
  readonly tryList: readonly TryItem[];
  /** One sentence that says where the runs come from. */
  readonly sandboxNote: string;
  readonly commands: readonly CommandHint[];
  readonly faults?: readonly FaultSwitch[];
  /** Left out where the page cannot stop and start the bot. */
  readonly bot?: BotControl;
  /** The clock that "today" and "yesterday" follow. Default: `Date.now`. */
  readonly now?: () => number;
}
