import type { Message, MessageVersion } from './workspace.ts';

/** How many versions of a message are remembered, the latest ones. */
const MAX_VERSIONS = 1000;

/** What every message has said since it was posted. */
export interface Versions {
  /** Writes down what a message says now, if a change touched that. */
  add(message: Message, before?: Message): void;
  of(channelId: string, ts: string): readonly MessageVersion[];
  forget(channelId: string, ts: string): void;
}

/** No versions yet. */
export function createVersions(now: () => number): Versions {
  const byMessage = new Map<string, MessageVersion[]>();
  return {
    add(message, before) {
      if (before !== undefined && !isTouched(message, before)) {
        return;
      }
      const { channelId, ts, text, blocks } = message;
      const unfurls = message.unfurls.filter((unfurl) => before?.unfurls.includes(unfurl) !== true);
      const versions = byMessage.get(`${channelId} ${ts}`) ?? [];
      versions.push({ atMs: now(), text, blocks, unfurls });
      byMessage.set(`${channelId} ${ts}`, versions.slice(-MAX_VERSIONS));
    },
    of: (channelId, ts) => byMessage.get(`${channelId} ${ts}`) ?? [],
    forget(channelId, ts) {
      byMessage.delete(`${channelId} ${ts}`);
    },
  };
}

// By identity: an update that says the same again is a version too, and tests want to see it.
function isTouched(message: Message, before: Message): boolean {
  return (
    message.text !== before.text ||
    message.blocks !== before.blocks ||
    message.unfurls !== before.unfurls
  );
}
