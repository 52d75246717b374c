import type { ChannelFacts } from './channel-facts.ts';

/** People's own questions need the rest of the fifty that Slack answers in a minute. */
const mostInWindow = 20;
const windowMs = 60_000;

/**
 * Channel facts for what the bot does by itself: what is known is shared with people's, and Slack is asked
 * at most twenty times a minute. What that leaves open is not known for now.
 */
export function createPatientFacts(
  channels: ChannelFacts,
  now: () => number,
): Pick<ChannelFacts, 'audienceOf'> {
  let askedAtMs: readonly number[] = [];
  return {
    audienceOf(channelId) {
      if (channels.knows(channelId)) {
        return channels.audienceOf(channelId);
      }
      const nowMs = now();
      const lately = askedAtMs.filter((atMs) => Math.abs(nowMs - atMs) < windowMs);
      if (lately.length >= mostInWindow) {
        return Promise.resolve('asker-unknown');
      }
      askedAtMs = [...lately, nowMs];
      return channels.audienceOf(channelId);
    },
  };
}
