import type { IdSource } from './block-reading.ts';
import type { SlackCredentials } from './credentials.ts';
import type { JsonObject } from './json-reading.ts';
import type { Modals } from './modals.ts';
import type { SharedLinks } from './shared-links.ts';
import type { WorkspaceState } from './state.ts';
import type { TriggerIds } from './trigger-ids.ts';
import type { Unfurl } from './workspace.ts';

/** What a Web API method works on. */
export interface MethodContext {
  readonly state: WorkspaceState;
  readonly modals: Modals;
  readonly links: SharedLinks;
  readonly triggers: TriggerIds;
  readonly composers: Composers;
  readonly credentials: SlackCredentials;
  readonly scopes: readonly string[];
  readonly ids: IdSource;
  /** Issues the address of one Socket Mode connection. */
  socketUrl(): string;
  /** Base of the workspace's own pages, ending in `/`. */
  readonly workspaceUrl: string;
}

/** What people see under their composers for links not yet sent. */
export interface Composers {
  get(userId: string, channelId: string): readonly Unfurl[];
  /** The links that stand in the composer now, none after sending: the unfurls of all others go. */
  type(userId: string, channelId: string, urls: readonly string[]): void;
  /** Shows unfurls of links that stand in the composer; one that comes too late is dropped. */
  show(userId: string, channelId: string, unfurls: readonly Unfurl[]): void;
}

/** One Web API method. */
export interface Method {
  readonly name: string;
  /** Which token it wants; `none` takes any or none. */
  readonly token: 'bot' | 'app' | 'none';
  /** Scopes without which every call is refused; a method may ask for more. */
  readonly scopes: readonly string[];
  /** How many calls a minute Slack allows, in tests that switch real limits on. */
  readonly perMinute: number;
  /**
   * Answers a call with what stands beside `ok: true`.
   * @throws {SlackRefusal} where Slack says no.
   */
  run(args: JsonObject, context: MethodContext, callId: number): JsonObject;
}
