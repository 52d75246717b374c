/** What Slack remembers about the links it told the bot of, so as to know what may unfurl. */
export interface SharedLinks {
  /** Remembers the URLs of one `link_shared` event. */
  remember(share: LinkShare): void;
  /** The event for a message in a channel. */
  forMessage(channelId: string, ts: string): LinkShare | undefined;
  /** The event with this `unfurl_id`. */
  forUnfurlId(unfurlId: string): LinkShare | undefined;
}

/** One `link_shared`: of a message, or of a composer (which has no message yet). */
export interface LinkShare {
  readonly unfurlId: string;
  readonly source: 'composer' | 'conversations_history';
  readonly channelId: string;
  readonly userId: string;
  readonly messageTs?: string;
  /** The URLs exactly as they were sent to the bot. */
  readonly urls: readonly string[];
}

const MAX_SHARES = 2000;

/** Nothing shared yet. */
export function createSharedLinks(): SharedLinks {
  const shares = new Map<string, LinkShare>();
  const byMessage = new Map<string, LinkShare>();
  return {
    remember(share) {
      shares.set(share.unfurlId, share);
      if (share.messageTs !== undefined) {
        byMessage.set(`${share.channelId} ${share.messageTs}`, share);
      }
      forgetOldest(shares);
      forgetOldest(byMessage);
    },
    forMessage: (channelId, ts) => byMessage.get(`${channelId} ${ts}`),
    forUnfurlId: (unfurlId) => shares.get(unfurlId),
  };
}

function forgetOldest(shares: Map<string, LinkShare>): void {
  for (const key of shares.keys()) {
    if (shares.size <= MAX_SHARES) {
      return;
    }
    shares.delete(key);
  }
}
