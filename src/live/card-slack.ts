import type { TestRun } from '../runs/run.ts';
import type { Card, FollowedRun, OverStatus } from '../store/store.ts';

/** What became of something sent to Slack. */
export type Sent =
  | { readonly kind: 'sent' }
  /** The message or its channel is there no more, or the bot has no business in it any more. */
  | { readonly kind: 'gone'; readonly code: string }
  /** The message can be changed no more, though it is there. */
  | { readonly kind: 'fixed'; readonly code: string }
  | { readonly kind: 'limited'; readonly retryAfterMs: number }
  /** Slack answered with a refusal that may pass. */
  | { readonly kind: 'refused'; readonly code: string }
  /** Slack says that it is in trouble itself. */
  | { readonly kind: 'trouble'; readonly code: string }
  /** It was not sent: nobody knows just now who reads the channel. */
  | { readonly kind: 'doubt' }
  /** It did not reach Slack. */
  | { readonly kind: 'unsent'; readonly code: string }
  /** Nobody knows whether it reached Slack. */
  | { readonly kind: 'unsure'; readonly code: string };

/** A card with what is known of its run. */
export interface CardState {
  readonly card: Card;
  readonly run: TestRun;
  readonly status: FollowedRun['status'];
}

/** A card of a run that is followed no more. */
type EndedCard = CardState & { readonly status: OverStatus };

/** How live cards reach people. */
export interface CardSlack {
  /** Short hash of all that a card shows but for readings of a clock. */
  look(state: CardState): string;
  /** Shows a card's run as it is now. Never rejects. */
  update(state: CardState): Promise<Sent>;
  /** Tells people in the card's thread that its run ended, or is followed no more. Never rejects. */
  tell(state: EndedCard, userIds: readonly string[]): Promise<Sent>;
  /** Whether Slack answers at all, be it with a refusal. Never rejects. */
  answers(): Promise<boolean>;
}
