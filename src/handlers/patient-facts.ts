import type { Audience } from '../blocks/audience-note.ts';
import type { Card } from '../store/store.ts';
import type { ChannelFacts } from './channel-facts.ts';

/** Tells who reads the channel of a card, without getting into people's way. */
export interface PatientFacts {
  /** Never rejects; what is not known for now is known later. */
  audienceOf(card: Pick<Card, 'teamId' | 'channelId'>): Promise<Audience>;
}

/** People's own questions need the rest of the fifty that Slack answers a workspace in a minute. */
const mostInWindow = 30;
const windowMs = 60_000;

/**
 * Channel facts for what the bot does by itself: what is known is shared with people's, and Slack is asked
 * at most thirty times a minute for a workspace.
 */
export function createPatientFacts(channels: ChannelFacts, now: () => number): PatientFacts {
  const askedAtMs = new Map<string, readonly number[]>();
  return {
    audienceOf({ teamId, channelId }) {
      if (channels.knows(channelId)) {
        return channels.audienceOf(channelId);
      }
      const nowMs = now();
      const lately = (askedAtMs.get(teamId) ?? []).filter(
        (atMs) => Math.abs(nowMs - atMs) < windowMs,
      );
      if (lately.length >= mostInWindow) {
        return Promise.resolve('asker-unknown');
      }
      askedAtMs.set(teamId, [...lately, nowMs]);
      return channels.audienceOf(channelId);
    },
  };
}
