import { z } from 'zod';
import type { RunReference } from '../runs/reference.ts';
import { limits } from './limits.ts';

/** The action ids of every button the bot makes. */
export const actionIds = {
  openRun: 'open_run',
  summaryReport: 'summary_report',
  build: 'build',
  refresh: 'refresh',
  tryAgain: 'try_again',
  share: 'share_in_channel',
  tellMe: 'tell_me',
} as const;

/** What a button remembers: enough to do the first asking again, in the first asker's name. */
export interface Recall {
  readonly references: readonly RunReference[];
  /** The first asker; absent on unfurls, which nobody asked for. */
  readonly askedBy?: string;
  /** Whether the first asking was for the asker's eyes only. */
  readonly isPrivate?: boolean;
  /** The thread that the answer belongs in. */
  readonly threadTs?: string;
  /** Whether the message follows its run by itself, so that a click may take its following up again. */
  readonly canLive?: boolean;
}

const recallSchema = z.object({
  r: z
    .array(
      z.object({
        i: z.int().positive(),
        s: z
          .string()
          .regex(/^\w[\w.~-]{0,99}$/)
          .optional(),
        t: z
          .string()
          .regex(/^[0-9a-f]{20}-[0-9a-f]{20}$/)
          .optional(),
        d: z
          .string()
          .regex(/^[a-z0-9]{1,64}$/i)
          .optional(),
      }),
    )
    .min(1)
    .max(10),
  u: z
    .string()
    .regex(/^[UW][A-Z0-9]{1,30}$/)
    .optional(),
  p: z.literal(1).optional(),
  th: z
    .string()
    .regex(/^\d{1,12}\.\d{1,9}$/)
    .optional(),
  l: z.literal(1).optional(),
});

/**
 * Writes what a button remembers into its value. Where ten long links would not fit Slack's 2,000
 * characters, the tests that the links pointed at are forgotten first, then the projects.
 */
export function writeRecall(recall: Recall): string {
  const write = (keepTest: boolean, keepSlug: boolean) =>
    JSON.stringify({
      r: recall.references.map(({ id, slug, testId, testSlug }) => ({
        i: id,
        ...(keepSlug && slug !== undefined && { s: slug }),
        ...(keepTest && testId !== undefined && { t: testId }),
        ...(keepTest && testSlug !== undefined && { d: testSlug }),
      })),
      ...(recall.askedBy !== undefined && { u: recall.askedBy }),
      ...(recall.isPrivate && { p: 1 }),
      ...(recall.threadTs !== undefined && { th: recall.threadTs }),
      ...(recall.canLive && { l: 1 }),
    });
  const attempts = [write(true, true), write(false, true)];
  return attempts.find((text) => text.length <= limits.buttonValue) ?? write(false, false);
}

/** Reads a button's value back; undefined for anything this bot did not write. */
export function readRecall(value: string | undefined): Recall | undefined {
  const read = recallSchema.safeParse(parseJson(value));
  if (!read.success) {
    return undefined;
  }
  const { r, u, p, th, l } = read.data;
  return {
    references: r.map(({ i, s, t, d }) => ({
      id: i,
      ...(s !== undefined && { slug: s }),
      ...(t !== undefined && { testId: t }),
      ...(d !== undefined && { testSlug: d }),
    })),
    ...(u !== undefined && { askedBy: u }),
    ...(p !== undefined && { isPrivate: true }),
    ...(th !== undefined && { threadTs: th }),
    ...(l !== undefined && { canLive: true }),
  };
}

function parseJson(value: string | undefined): unknown {
  try {
    return value === undefined ? undefined : JSON.parse(value);
  } catch {
    return undefined;
  }
}
