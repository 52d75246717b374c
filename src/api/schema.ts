import { z } from 'zod';
import { UnreadableAnswerError } from './errors.ts';
import { keepReadable, type PathLog } from './keep-readable.ts';
import { readTestDetails, type WireTestDetail } from './test-details.ts';

/** States after which a run changes no more, save for late snoozes. */
export const TERMINAL_STATES = ['ended', 'error', 'cancelled'] as const;

/** One of {@link TERMINAL_STATES}. */
export type TerminalState = (typeof TERMINAL_STATES)[number];

const count = z.exactOptional(z.number().int().nonnegative());
const text = z.exactOptional(z.string());
const timestamp = z.exactOptional(z.string().transform(toUtc));

const optionalRunFields = z.object({
  total_count: count,
  success_count: count,
  failed_count: count,
  failed_count_after_snoozing: count,
  skipped_count: count,
  flaky_count: count,
  duration: z.exactOptional(z.number().nonnegative()),
  test_run_branch: text,
  test_run_head_sha: text,
  environment_slug: text,
  environment_name: text,
  build_url: text,
  build_branch: text,
  commit: text,
  created_at: timestamp,
  run_started_at: timestamp,
  run_ended_at: timestamp,
  summary_url: text,
});

/** Fields that the API documents as never null; a null there is reported. */
const neverNull = new Set(['total_count', 'success_count', 'failed_count', 'created_at']);

const projectFields = z.object({ name: text });

const envelope = z.object({
  data: z.object({
    test_run: z.object({
      project: z.unknown().optional(),
      testRun: z.unknown().optional(),
      flattenedSummaryDetails: z.unknown().optional(),
    }),
  }),
});

/** What a card cannot do without. */
const neededFields = z.object({
  id: z.number().int().positive(),
  state: z.string().regex(/\S/),
});

const at = 'data.test_run';

/**
 * A run as the API sent it, under the API's own field names. A field that was null, missing or
 * malformed is absent; timestamps are normalised to ISO 8601 in UTC.
 */
export interface WireTestRun extends Readonly<z.output<typeof optionalRunFields>> {
  readonly id: number;
  readonly state: string;
  readonly projectName?: string;
  readonly details: readonly WireTestDetail[];
}

/** What {@link readTestRunAnswer} made of an answer. */
export interface ReadAnswer {
  readonly wire: WireTestRun;
  /**
   * Paths of fields that were malformed and left out, and how many items of a list were too many; items
   * of a list share one path. Never values.
   */
  readonly dropped: readonly string[];
}

/**
 * Reads a parsed answer to "get one test run": strict about the run's id and state, which a card
 * cannot do without, and lenient about all else. Quick however many faults there are.
 *
 * @throws UnreadableAnswerError naming the paths that are wrong
 */
export function readTestRunAnswer(body: unknown, expectedId: number): ReadAnswer {
  const { project, testRun, flattenedSummaryDetails } = read(envelope, body).data.test_run;
  const { id, state } = read(neededFields, testRun, [`${at}.testRun`]);
  if (id !== expectedId) {
    throw new UnreadableAnswerError([`${at}.testRun.id: not the id that was asked for`]);
  }
  const dropped: PathLog = new Set();
  const fields = keepReadable(optionalRunFields, testRun, `${at}.testRun`, dropped, neverNull);
  const named = keepReadable(projectFields, project, `${at}.project`, dropped);
  const details = readTestDetails(
    flattenedSummaryDetails,
    `${at}.flattenedSummaryDetails`,
    dropped,
  );
  const projectName = named.name === undefined ? {} : { projectName: named.name };
  return { wire: { id, state, ...fields, ...projectName, details }, dropped: [...dropped] };
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: readonly string[] = [],
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (success) {
    return data;
  }
  throw new UnreadableAnswerError(
    error.issues.map((issue) => `${[...path, ...issue.path].join('.') || 'answer'}: ${issue.code}`),
  );
}

/** A timestamp without a zone is taken as UTC, so that it does not depend on where the bot runs. */
function toUtc(value: string, context: z.RefinementCtx<string>): string {
  const zoned = /(?:Z|[+-]\d\d(?::?\d\d)?)$/i.test(value.slice(10)) || value.length <= 10;
  const atMs = /^\d{4}-\d\d-\d\d/.test(value)
    ? Date.parse(zoned ? value : `${value}Z`)
    : Number.NaN;
  if (!Number.isNaN(atMs)) {
    return new Date(atMs).toISOString();
  }
  context.addIssue({ code: 'custom', message: 'not a timestamp' });
  return z.NEVER;
}
