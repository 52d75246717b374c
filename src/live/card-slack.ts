import type { TestRun } from '../runs/run.ts';
import type { Card, FollowedRun } from '../store/store.ts';

/** What became of something sent to Slack. */
export type Sent =
  | { readonly kind: 'sent' }
  /** Slack refuses it for good, as for a card that somebody deleted. */
  | { readonly kind: 'gone'; readonly code: string }
  | { readonly kind: 'limited'; readonly retryAfterMs: number }
  /** Slack could not be reached, or did not say what became of it. */
  | { readonly kind: 'failed'; readonly code: string };

/** A card with what is known of its run. */
export interface CardState {
  readonly card: Card;
  readonly run: TestRun;
  readonly status: FollowedRun['status'];
}

/** How live cards reach people. */
export interface CardSlack {
  /** Short hash of all that a card shows but for readings of a clock. */
  look(state: CardState): string;
  /** Shows a card's run as it is now. Never rejects. */
  update(state: CardState): Promise<Sent>;
  /** Tells people in the card's thread that its run ended, or is followed no more. Never rejects. */
  tell(state: CardState, userIds: readonly string[]): Promise<Sent>;
}
