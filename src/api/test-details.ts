import { isRecord, ownField, type PathLog } from './keep-readable.ts';

/** One item of a run's details: the fields this bot knows, each undefined where it was not well formed. */
export interface WireTestDetail {
  /** In lower case. */
  readonly pw_test_id?: string | undefined;
  readonly status?: string | undefined;
  readonly name?: string | undefined;
  readonly slug?: string | undefined;
  /** At least 1 part, at most 100. */
  readonly nesting?: readonly string[] | undefined;
  readonly test_project?: string | undefined;
  /** The first 100 of what may be any number, each as it was sent. */
  readonly snooze_info?: readonly unknown[] | undefined;
}

/** More than an honest answer of 20 MiB can hold; a dishonest one shall not stall the process. */
const maxItems = 200_000;

/** Several times the largest suites there are. */
const maxDetails = 20_000;

/** No title lies this deep in describe blocks. */
const maxNesting = 100;

/** Whether there are any is all that is asked of them. */
const maxSnoozes = 100;

const testIdForm = /^[0-9a-f]{20}-[0-9a-f]{20}$/i;

/**
 * Reads the items of a run's details, each judged alone, in the order in which they were sent. Of more
 * than 20,000, failed ones are kept before others.
 *
 * This is read by hand, because a general schema makes an object for every fault that it meets, and an
 * answer can hold millions of faults: here the work for an item ends at its first wrong element.
 */
export function readTestDetails(items: unknown, path: string, dropped: PathLog): WireTestDetail[] {
  if (items === undefined) {
    return [];
  }
  if (!Array.isArray(items)) {
    dropped.add(path);
    return [];
  }
  return withinBounds(items, path, dropped).flatMap((item) => {
    const detail = readDetail(item, `${path}.*`, dropped);
    if (detail.pw_test_id ?? detail.slug ?? detail.name ?? detail.nesting) {
      return [detail];
    }
    dropped.add(`${path}.*`);
    return [];
  });
}

function withinBounds(items: readonly unknown[], path: string, dropped: PathLog) {
  const looked = items.slice(0, maxItems);
  const sent = looked.filter((item) => item !== null);
  const kept = sent.length > maxDetails ? failedFirst(sent) : sent;
  const leftOut = items.length - looked.length + sent.length - kept.length;
  if (leftOut > 0) {
    dropped.add(`${path}: ${leftOut} too many`);
  }
  return kept;
}

/** Which are kept depends on who failed; their order does not. */
function failedFirst(sent: readonly unknown[]): readonly unknown[] {
  const failedCount = sent.filter(isFailed).length;
  const room = { failed: maxDetails, others: Math.max(0, maxDetails - failedCount) };
  return sent.filter((item) => {
    const kind = isFailed(item) ? 'failed' : 'others';
    room[kind] -= 1;
    return room[kind] >= 0;
  });
}

function isFailed(item: unknown): boolean {
  return isRecord(item) && ownField(item, 'status') === 'failed';
}

function readDetail(item: unknown, path: string, dropped: PathLog): WireTestDetail {
  if (!isRecord(item)) {
    return {};
  }
  const from = { item, path, dropped };
  return {
    pw_test_id: take(from, 'pw_test_id', readTestId),
    status: take(from, 'status', readText),
    name: take(from, 'name', readText),
    slug: take(from, 'slug', readText),
    nesting: take(from, 'nesting', readNesting),
    test_project: take(from, 'test_project', readText),
    snooze_info: take(from, 'snooze_info', readSnoozes),
  };
}

function take<Value>(
  { item, path, dropped }: { item: object; path: string; dropped: PathLog },
  name: keyof WireTestDetail,
  readField: (field: unknown) => Value | undefined,
): Value | undefined {
  const field = ownField(item, name) ?? undefined;
  const value = field === undefined ? undefined : readField(field);
  if (field !== undefined && value === undefined) {
    dropped.add(`${path}.${name}`);
  }
  return value;
}

function readText(field: unknown): string | undefined {
  return typeof field === 'string' && field !== '' ? field : undefined;
}

function readTestId(field: unknown): string | undefined {
  return typeof field === 'string' && testIdForm.test(field) ? field.toLowerCase() : undefined;
}

function readNesting(field: unknown): readonly string[] | undefined {
  if (!Array.isArray(field) || field.length === 0 || field.length > maxNesting) {
    return undefined;
  }
  const parts: readonly unknown[] = field;
  return parts.every((part) => typeof part === 'string') ? parts : undefined;
}

function readSnoozes(field: unknown): readonly unknown[] | undefined {
  return Array.isArray(field) ? field.slice(0, maxSnoozes) : undefined;
}
