import type { WebClient } from '@slack/web-api';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import { slackErrorCode } from './slack-errors.ts';

/**
 * Who may see a run in a channel. `everyone`: the channel is our own, or an operator allowed it.
 * `asker-external`: people of another organisation read it. `asker-unknown`: nobody could tell.
 */
export type Audience = 'everyone' | 'asker-external' | 'asker-unknown';

/** Tells who reads a channel. */
export interface ChannelFacts {
  /** Never rejects: what cannot be found out is `asker-unknown`. */
  audienceOf(channelId: string): Promise<Audience>;
}

/** What channel facts need. */
export interface ChannelFactsOptions {
  readonly client: WebClient;
  readonly allowExternalChannels: Config['allowExternalChannels'];
  readonly now: () => number;
  readonly log: Logger;
}

const freshForMs = 10 * 60 * 1000;
const maxChannels = 1000;

/** Makes channel facts from `conversations.info`, remembered for ten minutes; failures are not remembered. */
export function createChannelFacts(options: ChannelFactsOptions): ChannelFacts {
  const known = new Map<string, { audience: Promise<Audience>; readAtMs: number }>();
  return {
    audienceOf(channelId) {
      if (options.allowExternalChannels.has(channelId)) {
        return Promise.resolve('everyone');
      }
      const entry = known.get(channelId);
      if (entry !== undefined && options.now() - entry.readAtMs < freshForMs) {
        return entry.audience;
      }
      const audience = readAudience(channelId, options);
      known.delete(channelId);
      known.set(channelId, { audience, readAtMs: options.now() });
      forgetOldest(known);
      audience.then((answer) => {
        if (answer === 'asker-unknown' && known.get(channelId)?.audience === audience) {
          known.delete(channelId);
        }
      });
      return audience;
    },
  };
}

async function readAudience(
  channelId: string,
  { client, log }: ChannelFactsOptions,
): Promise<Audience> {
  try {
    const { channel } = await client.conversations.info({ channel: channelId });
    if (channel === undefined) {
      return 'asker-unknown';
    }
    const isShared = channel.is_ext_shared === true || channel.is_pending_ext_shared === true;
    return isShared ? 'asker-external' : 'everyone';
  } catch (error) {
    log.debug(
      { channel: channelId, code: slackErrorCode(error) },
      'conversations.info told nothing',
    );
    return 'asker-unknown';
  }
}

function forgetOldest(known: Map<string, unknown>): void {
  const [oldest] = known.keys();
  if (known.size > maxChannels && oldest !== undefined) {
    known.delete(oldest);
  }
}
