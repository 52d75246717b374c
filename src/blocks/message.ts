import type { KnownBlock } from '@slack/types';

/** What goes out to Slack: blocks for eyes, and the same in plain words for notifications and screen readers. */
export interface Message {
  readonly text: string;
  readonly blocks: KnownBlock[];
}
