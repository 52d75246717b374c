import { REDELIVERY_DELAYS_MS } from './event-delivery.ts';
import type { ChannelSeed } from './seed.ts';
import type { Member } from './workspace.ts';

/** How an emulated workspace is set up; everything has a default. */
export interface SlackEmulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Milliseconds since 1970; stamps messages, signs requests and lets addresses expire. */
  readonly now?: () => number;
  /** Scopes that the bot was granted. */
  readonly scopes?: readonly string[];
  /** Domains whose links the app hears of; their subdomains count as well. */
  readonly unfurlDomains?: readonly string[];
  /** The app's slash command. */
  readonly command?: string;
  /** Channels in place of the usual four. */
  readonly channels?: readonly ChannelSeed[];
  /** People in place of the usual two; the bot's own user is always added. */
  readonly people?: readonly Member[];
  /** Whether `&` in the URLs of `link_shared` is written `&amp;`: Slack's docs do not say. */
  readonly linkAmpersands?: 'escaped' | 'plain';
  /**
   * Whether an event's envelope says `is_ext_shared_channel`. Slack's docs do not promise it; false
   * leaves it out.
   */
  readonly sharedOnEnvelope?: boolean;
  /** How long the bot has to acknowledge. */
  readonly ackTimeoutMs?: number;
  /** When an event that was not acknowledged is sent again. */
  readonly redeliveryDelaysMs?: readonly number[];
  /** How often Socket Mode connections are pinged. */
  readonly pingIntervalMs?: number;
}

/** Scopes of a bot with everything that a test run bot could want. */
const DEFAULT_SCOPES: readonly string[] = [
  'commands',
  'chat:write',
  'chat:write.public',
  'links:read',
  'links:write',
  'app_mentions:read',
  'channels:read',
  'groups:read',
];

/** The defaults of everything but channels and people. */
const DEFAULT_OPTIONS = {
  port: 0,
  host: '127.0.0.1',
  now: Date.now,
  scopes: DEFAULT_SCOPES,
  unfurlDomains: ['empirical.run'],
  command: '/testrun',
  linkAmpersands: 'escaped',
  sharedOnEnvelope: true,
  ackTimeoutMs: 3000,
  redeliveryDelaysMs: REDELIVERY_DELAYS_MS,
  pingIntervalMs: 10_000,
} as const;

/** Options with the defaults filled in. */
export type SlackEmulatorSettings = SlackEmulatorOptions &
  Required<Omit<SlackEmulatorOptions, 'channels' | 'people'>>;

/** Fills in what was left out. */
export function withDefaults(options: SlackEmulatorOptions): SlackEmulatorSettings {
  return { ...DEFAULT_OPTIONS, ...options };
}
