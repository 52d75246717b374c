import { failingTests } from '../runs/counts.ts';

import type { RunTest, TestRun } from '../runs/run.ts';
import { testUrl } from '../runs/run-url.ts';
import { failedAfterSnoozing, hasFailed } from '../runs/verdict.ts';
import type { CardContext } from './card-context.ts';
import { limits, shown } from './limits.ts';
import { escaped, link } from './mrkdwn.ts';

/** The test that the pasted link points at, as one mrkdwn line; undefined where it points at none. */
export function linkedTestLine(run: TestRun, context: CardContext): string | undefined {
  const { testId, testSlug } = context.reference;
  if (testId === undefined && testSlug === undefined) {
    return undefined;
  }
  const test = linkedTest(run, context);
  if (test === undefined) {
    return '_The linked test is not in what Empirical tells about this run._';
  }
  return `*Linked test · ${statusWords(test)}*\n${testLine(test, context)}`;
}

/**
 * The first failing tests that are not snoozed, as mrkdwn, with "and n more"; undefined where none is
 * named. Never longer than a section, whatever the titles hold.
 *
 * @param most how many tests are named
 */
export function failingTestLines(
  run: TestRun,
  context: CardContext,
  most: number,
): string | undefined {
  const linked = linkedTest(run, context);
  const failing = failingTests(run).tests;
  const others = failing.filter((test) => test !== linked);
  const lines: string[] = [];
  for (const test of others.slice(0, most)) {
    lines.push(testLine(test, context));
    if (lines.join('\n').length > limits.sectionText - 60) {
      lines.pop();
      break;
    }
  }
  const shownBefore = failing.length - others.length;
  const counted = Math.max(failedAfterSnoozing(run) ?? 0, failing.length);
  const more = counted - shownBefore - lines.length;
  if (lines.length === 0) {
    return undefined;
  }
  return more > 0
    ? [...lines, `_and ${more.toLocaleString('en-US')} more_`].join('\n')
    : lines.join('\n');
}

function linkedTest(run: TestRun, { reference }: CardContext): RunTest | undefined {
  const { testId, testSlug } = reference;
  return run.tests.find(
    (test) =>
      (testId !== undefined && test.id === testId) ||
      (testId === undefined && testSlug !== undefined && test.slug === testSlug),
  );
}

function statusWords(test: RunTest): string {
  const status = escaped(test.status, shown.unknownWord);
  return hasFailed(test) && test.snoozed ? `${status}, snoozed` : status;
}

/** One test: file › describe › title (Playwright project), the title linked where its page is known. */
function testLine(test: RunTest, { dashboardOrigin, slug, run }: CardContext): string {
  const title = escaped(test.path.at(-1) ?? '', shown.testTitle);
  const url =
    slug === undefined || test.id === undefined
      ? undefined
      : testUrl({ dashboardOrigin, slug, id: run.id, testId: test.id });
  const project =
    test.playwrightProject === undefined ? '' : ` (${escaped(test.playwrightProject, 40)})`;
  return `• ${leadingPath(test.path)}${link(url, title, shown.linkUrl)}${project}`;
}

function leadingPath(path: readonly string[]): string {
  if (path.length < 2) {
    return '';
  }
  const file = escaped(path[0] ?? '', 80);
  const describes = path.slice(1, -1).join(' › ');
  return describes === '' ? `${file} › ` : `${file} › ${escaped(describes, 80)} › `;
}
