import { z } from 'zod';
import { UnreadableAnswerError } from './errors.ts';
import { keepReadable, type PathLog } from './keep-readable.ts';

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

/** More than an honest answer of 20 MiB can hold; a dishonest one shall not stall the process. */
const maxDetails = 200_000;

/** Fields that the API documents as never null; a null there is reported. */
const neverNull = new Set(['total_count', 'success_count', 'failed_count', 'created_at']);

const projectFields = z.object({ name: text });

const detailFields = z.object({
  pw_test_id: z.exactOptional(
    z
      .string()
      .regex(/^[0-9a-f]{20}-[0-9a-f]{20}$/i)
      .toLowerCase(),
  ),
  status: z.exactOptional(z.string().min(1)),
  name: z.exactOptional(z.string().min(1)),
  slug: z.exactOptional(z.string().min(1)),
  nesting: z.exactOptional(z.array(z.string()).min(1)),
  test_project: z.exactOptional(z.string().min(1)),
  snooze_info: z.exactOptional(z.array(z.unknown())),
});

const envelope = z.object({
  data: z.object({
    test_run: z.object({
      project: z.unknown().optional(),
      testRun: z.looseObject({
        id: z.number().int().positive(),
        state: z.string().regex(/\S/),
      }),
      flattenedSummaryDetails: z.unknown().optional(),
    }),
  }),
});

/** One item of a run's details: the fields this bot knows, each only where it was well formed. */
export type WireTestDetail = Readonly<z.output<typeof detailFields>>;

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
  /** Paths of fields that were malformed and left out; items of a list share one path. Never values. */
  readonly dropped: readonly string[];
}

/**
 * Reads a parsed answer to "get one test run": strict about the run's id and state, which a card
 * cannot do without, and lenient about all else.
 *
 * @throws UnreadableAnswerError naming the paths that are wrong
 */
export function readTestRunAnswer(body: unknown, expectedId: number): ReadAnswer {
  const read = envelope.safeParse(body);
  if (!read.success) {
    throw new UnreadableAnswerError(
      read.error.issues.map((issue) => `${issue.path.join('.') || 'answer'}: ${issue.code}`),
    );
  }
  const { project, testRun, flattenedSummaryDetails } = read.data.data.test_run;
  if (testRun.id !== expectedId) {
    throw new UnreadableAnswerError(['data.test_run.testRun.id: not the id that was asked for']);
  }
  const dropped: PathLog = new Set();
  const at = 'data.test_run';
  const fields = keepReadable(optionalRunFields, testRun, `${at}.testRun`, dropped, neverNull);
  const named = keepReadable(projectFields, project, `${at}.project`, dropped);
  const details = readDetails(flattenedSummaryDetails, `${at}.flattenedSummaryDetails`, dropped);
  const projectName = named.name === undefined ? {} : { projectName: named.name };
  const wire = { id: testRun.id, state: testRun.state, ...fields, ...projectName, details };
  return { wire, dropped: [...dropped] };
}

function readDetails(items: unknown, path: string, dropped: PathLog): WireTestDetail[] {
  if (items === undefined) {
    return [];
  }
  if (!Array.isArray(items)) {
    dropped.add(path);
    return [];
  }
  if (items.length > maxDetails) {
    dropped.add(path);
  }
  const details: WireTestDetail[] = [];
  for (const item of items.slice(0, maxDetails)) {
    if (item === null) {
      continue;
    }
    const detail = keepReadable(detailFields, item, `${path}.*`, dropped);
    if (detail.pw_test_id ?? detail.slug ?? detail.name ?? detail.nesting) {
      details.push(detail);
    } else {
      dropped.add(`${path}.*`);
    }
  }
  return details;
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
