import { z } from 'zod';
import { failingTests } from './counts.ts';
import { plain } from './plain-text.ts';
import type { RunTest, TestRun } from './run.ts';
import { isTerminalState } from './states.ts';
import { failedAfterSnoozing } from './verdict.ts';

/** In UTF-16 units, a little more than the cards show, so that a card drawn from a snapshot looks the same. */
const lengths = { title: 160, file: 90, describes: 90, name: 70, state: 200 } as const;

/** One more than a card names, which leaves out the test that it shows by name already. */
const maxFailingTests = 6;

const maxWantedTests = 30;

/** Characters for the tests that are only there because a card shows them by name. */
const wantedTestsRoom = 6_000;

/** Playwright's handles are shorter, and a longer one is in no link that the bot reads. */
const maxSlugLength = 64;

/** In characters, as it is sent and as it is kept: no button and no link of a card takes more. */
const longestUrl = { sent: 10_000, kept: 3_000 } as const;

/**
 * Writes what cards need of a run. The text is short whatever the run holds, is the same for the same
 * run, and a card drawn from it looks like one drawn from the run itself. Of a run that goes on, the
 * duration is left out: it may be a reading of a clock.
 *
 * @param wantedTests tests that cards show by name: their ids, or their slugs; at most 30 are kept
 */
export function writeSnapshot(run: TestRun, wantedTests: readonly string[]): string {
  const { tests, leftOutFailures } = shortTests(run, wantedTests);
  return JSON.stringify({
    id: run.id,
    state: run.state.slice(0, lengths.state).toWellFormed(),
    projectName: short(run.projectName),
    environment: short(run.environment),
    totalCount: run.totalCount,
    successCount: run.successCount,
    failedCount: run.failedCount,
    failedCountAfterSnoozing: failedAfterSnoozing(run),
    skippedCount: run.skippedCount,
    flakyCount: run.flakyCount,
    durationMs: isTerminalState(run.state) ? run.durationMs : undefined,
    testBranch: short(run.testBranch),
    testCommit: short(run.testCommit),
    buildUrl: address(run.buildUrl),
    buildBranch: short(run.buildBranch),
    buildCommit: short(run.buildCommit),
    createdAtMs: run.createdAtMs,
    startedAtMs: run.startedAtMs,
    endedAtMs: run.endedAtMs,
    summaryUrl: address(run.summaryUrl),
    tests,
    leftOutFailures: leftOutFailures || undefined,
  });
}

function shortTests(run: TestRun, wantedTests: readonly string[]) {
  const failing = failingTests(run);
  const kept = new Set([
    ...failing.tests.slice(0, maxFailingTests),
    ...wantedOf(run.tests, wantedTests),
  ]);
  const left = failing.tests.filter((test) => !kept.has(test)).length;
  return {
    tests: run.tests.filter((test) => kept.has(test)).map(shortTest),
    leftOutFailures: failing.leftOutCount + left,
  };
}

/** The first test that each wanted name stands for, as cards look for it. */
function wantedOf(tests: readonly RunTest[], wantedTests: readonly string[]): RunTest[] {
  let room = wantedTestsRoom;
  return wantedTests
    .toSorted()
    .slice(0, maxWantedTests)
    .flatMap((name) => [
      tests.find((test) => test.id === name),
      tests.find((test) => test.slug === name),
    ])
    .filter((test) => test !== undefined)
    .filter((test) => {
      room -= JSON.stringify(shortTest(test)).length;
      return room >= 0;
    });
}

function shortTest(test: RunTest): RunTest {
  const { id, slug, playwrightProject } = test;
  return {
    ...(id !== undefined && { id }),
    ...(slug !== undefined && slug.length <= maxSlugLength && { slug }),
    status: test.status.slice(0, lengths.state).toWellFormed(),
    path: shortPath(test.path),
    ...(playwrightProject !== undefined && {
      playwrightProject: plain(playwrightProject, lengths.name),
    }),
    snoozed: test.snoozed,
  };
}

/** The file, as many describe blocks as can be seen, and the title. */
function shortPath(path: readonly string[]): string[] {
  const title = plain(path.at(-1) ?? '', lengths.title);
  const [file, ...describes] = path.slice(0, -1);
  if (file === undefined) {
    return [title];
  }
  let length = 0;
  const seen = describes
    .map((part) => plain(part, lengths.describes))
    .filter((part) => {
      const isSeen = part !== '' && length <= lengths.describes;
      length += part.length;
      return isSeen;
    });
  return [plain(file, lengths.file), ...seen, title];
}

function short(text: string | undefined): string | undefined {
  return text === undefined ? undefined : plain(text, lengths.name);
}

function address(url: string | undefined): string | undefined {
  const parsed = url === undefined || url.length > longestUrl.sent ? null : URL.parse(url);
  return parsed !== null &&
    /^https?:$/.test(parsed.protocol) &&
    parsed.href.length <= longestUrl.kept
    ? parsed.href
    : undefined;
}

const count = z.number().nonnegative().exactOptional();
const text = z.string().exactOptional();
const instant = z.number().min(-8.64e15).max(8.64e15).exactOptional();

const snapshotSchema = z.object({
  id: z.int().positive(),
  state: z.string(),
  projectName: text,
  environment: text,
  totalCount: count,
  successCount: count,
  failedCount: count,
  failedCountAfterSnoozing: count,
  skippedCount: count,
  flakyCount: count,
  durationMs: count,
  testBranch: text,
  testCommit: text,
  buildUrl: text,
  buildBranch: text,
  buildCommit: text,
  createdAtMs: instant,
  startedAtMs: instant,
  endedAtMs: instant,
  summaryUrl: text,
  tests: z.array(
    z.object({
      id: text,
      slug: text,
      status: z.string(),
      path: z.array(z.string()).min(1),
      playwrightProject: text,
      snoozed: z.boolean(),
    }),
  ),
  leftOutFailures: count,
});

/** Reads a snapshot back; undefined for anything that {@link writeSnapshot} did not write. Never throws. */
export function readSnapshot(snapshot: string): TestRun | undefined {
  try {
    return snapshotSchema.safeParse(JSON.parse(snapshot)).data;
  } catch {
    return undefined;
  }
}
