import { setTimeout as sleep } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import type { Audience } from '../blocks/audience-note.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import { createMemory } from './memory.ts';
import { slackErrorCode } from './slack-errors.ts';

/** Tells who reads a channel. */
export interface ChannelFacts {
  /**
   * Within three seconds, and never rejects: what cannot be found out is a reason for caution.
   *
   * @param options.anew whether what is remembered will not do, as before something is shared
   */
  audienceOf(channelId: string, options?: { anew: boolean }): Promise<Audience>;
  /** Whether that is known without asking Slack. */
  knows(channelId: string): boolean;
}

/** What channel facts need. */
export interface ChannelFactsOptions {
  readonly client: webApi.WebClient;
  readonly allowExternalChannels: Config['allowExternalChannels'];
  readonly now: () => number;
  readonly log: Logger;
}

const patienceMs = 3000;
const rememberFactMs = 10 * 60 * 1000;

/** Long enough that a Slack in trouble is not asked for every command, short enough for an invitation. */
const rememberDoubtMs = 10 * 1000;
const notMemberCodes = ['channel_not_found', 'not_in_channel'];

/** Makes channel facts from `conversations.info`, remembered for ten minutes; doubts are soon forgotten. */
export function createChannelFacts(options: ChannelFactsOptions): ChannelFacts {
  const { allowExternalChannels, now } = options;
  const known = createMemory<Promise<Audience>>({ maxEntries: 1000, now });
  return {
    knows: (channelId) =>
      allowExternalChannels.has(channelId) || known.get(channelId) !== undefined,
    audienceOf(channelId, { anew } = { anew: false }) {
      if (allowExternalChannels.has(channelId)) {
        return Promise.resolve('everyone');
      }
      const remembered = anew ? undefined : known.get(channelId);
      if (remembered !== undefined) {
        return remembered;
      }
      const audience = withinPatience(readAudience(channelId, options));
      known.set(channelId, audience, rememberFactMs);
      audience.then((answer) => {
        const isDoubt = answer === 'asker-not-member' || answer === 'asker-unknown';
        // A slow doubt must not push out what was found out since.
        if (isDoubt && known.get(channelId) === audience) {
          known.set(channelId, audience, rememberDoubtMs);
        }
      });
      return audience;
    },
  };
}

async function withinPatience(reading: Promise<Audience>): Promise<Audience> {
  const settled = new AbortController();
  const late = sleep(patienceMs, 'asker-unknown' as const, { signal: settled.signal });
  try {
    return await Promise.race([reading, late]);
  } finally {
    settled.abort();
    late.catch(() => undefined);
  }
}

async function readAudience(
  channelId: string,
  { client, log }: ChannelFactsOptions,
): Promise<Audience> {
  try {
    const { channel } = await client.conversations.info({ channel: channelId });
    if (channel?.is_ext_shared === true || channel?.is_pending_ext_shared === true) {
      return 'asker-external';
    }
    return channel?.is_ext_shared === false ? 'everyone' : 'asker-unknown';
  } catch (error) {
    const code = slackErrorCode(error);
    log.info({ channel: channelId, code }, 'Slack did not tell who reads a channel');
    const couldInvite = notMemberCodes.includes(code) && !/^D/.test(channelId);
    return couldInvite ? 'asker-not-member' : 'asker-unknown';
  }
}
