import { z } from 'zod';
import type { Card } from './store.ts';

/** Columns of a card, for a query in which `c` is the card. */
export const cardColumns =
  'c.card_key, c.team_id, c.channel_id, c.ts, c.unfurl_url, c.thread_ts, c.layout, c.run_id, c.recall, c.wanted_test';

/** What a run's status may be. */
export const statusSchema = z.enum(['following', 'ended', 'not-found', 'key-refused', 'too-long']);

/** What the status of a run may be that is followed no more. */
export const overStatusSchema = statusSchema.exclude(['following']);

/** A row of {@link cardColumns}. */
export const cardRow = z.object({
  card_key: z.string(),
  team_id: z.string(),
  channel_id: z.string(),
  ts: z.string(),
  unfurl_url: z.string().nullable(),
  thread_ts: z.string().nullable(),
  layout: z.enum(['card', 'unfurl', 'two-lines']),
  run_id: z.number(),
  recall: z.string(),
  wanted_test: z.string().nullable(),
});

/** The card that a row holds. */
export function toCard(row: z.infer<typeof cardRow>): Card {
  return {
    key: row.card_key,
    teamId: row.team_id,
    channelId: row.channel_id,
    ts: row.ts,
    unfurlUrl: row.unfurl_url ?? undefined,
    threadTs: row.thread_ts ?? undefined,
    layout: row.layout,
    runId: row.run_id,
    recall: row.recall,
    wantedTest: row.wanted_test ?? undefined,
  };
}
