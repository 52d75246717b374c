import { failingTests } from '../runs/counts.ts';
import { plain } from '../runs/plain-text.ts';
import type { RunReference } from '../runs/reference.ts';
import type { RunTest, TestRun } from '../runs/run.ts';
import { testUrl } from '../runs/run-url.ts';
import { hasFailed } from '../runs/verdict.ts';
import type { CardContext } from './card-context.ts';
import { limits, shown } from './limits.ts';
import { escaped, link } from './mrkdwn.ts';

/** How the test did that the pasted link points at, in mrkdwn; undefined where it points at none. */
export function linkedTestStatus({ run, reference }: CardContext): string | undefined {
  const { testId, testSlug } = reference;
  if (testId === undefined && testSlug === undefined) {
    return undefined;
  }
  const test = linkedTest(run, reference);
  return test === undefined
    ? '_Empirical does not list the linked test in this run._'
    : `*Linked test: ${statusWords(test)}*`;
}

/** The test that the pasted link points at, with how it did, as mrkdwn; undefined where it points at none. */
export function linkedTestLine(run: TestRun, context: CardContext): string | undefined {
  const status = linkedTestStatus(context);
  const test = linkedTest(run, context.reference);
  return status === undefined || test === undefined
    ? status
    : `${status}\n${testLine(test, context)}`;
}

/**
 * The first failing tests that are not snoozed, as mrkdwn, with "and n more" and
 * whether Empirical names those; undefined where there is
 * nothing to say. Never longer than a section, whatever the titles hold.
 *
 * @param most how many tests are named
 */
export function failingTestLines(
  run: TestRun,
  context: CardContext,
  most: number,
): string | undefined {
  const linked = linkedTest(run, context.reference);
  const { tests: failing, leftOutCount, unnamedCount } = failingTests(run);
  const others = failing.filter((test) => test !== linked);
  const lines = fittingLines(others.slice(0, most).map((test) => testLine(test, context)));
  const isLinkedShown = others.length < failing.length;
  const named = failing.length + leftOutCount - (isLinkedShown ? 1 : 0);
  const more = named + unnamedCount - lines.length;
  if (more > 0 && failing.length === 0) {
    return run.state === 'ended' ? '_Empirical does not name the failed tests._' : undefined;
  }
  const rest = more > 0 ? [`_${restWords(more, unnamedCount)}_`] : [];
  return [...lines, ...rest].join('\n') || undefined;
}

function restWords(more: number, unnamedCount: number): string {
  const words = `and ${more.toLocaleString('en-US')} more`;
  if (unnamedCount === 0) {
    return words;
  }
  return `${words}, not ${more > unnamedCount ? 'all ' : ''}named by Empirical`;
}

/** Room for "and n more" is kept, and a line is shown whole or not at all. */
function fittingLines(lines: readonly string[]): string[] {
  const fitting: string[] = [];
  let length = 80;
  for (const line of lines) {
    length += line.length + 1;
    if (length > limits.sectionText) {
      break;
    }
    fitting.push(line);
  }
  return fitting;
}

function linkedTest(run: TestRun, { testId, testSlug }: RunReference): RunTest | undefined {
  return run.tests.find(
    (test) =>
      (testId !== undefined && test.id === testId) ||
      (testId === undefined && testSlug !== undefined && test.slug === testSlug),
  );
}

function statusWords(test: RunTest): string {
  const status = escaped(test.status, shown.unknownWord) || 'unknown';
  return hasFailed(test) && test.snoozed ? `${status}, snoozed` : status;
}

/** One test: file › describe › title (Playwright project), the title linked where its page is known. */
function testLine(test: RunTest, { dashboardOrigin, slug, run }: CardContext): string {
  const title = escaped(test.path.at(-1) ?? '', shown.testTitle) || 'untitled test';
  const url =
    slug === undefined || test.id === undefined
      ? undefined
      : testUrl({ dashboardOrigin, slug, id: run.id, testId: test.id });
  const path = [...leadingPath(test.path), link(url, title, shown.linkUrl)].join(' › ');
  const project = escaped(test.playwrightProject ?? '', shown.playwrightProject);
  return `• ${path}${project === '' ? '' : ` (${project})`}`;
}

function leadingPath(path: readonly string[]): string[] {
  const [file = ''] = path.slice(0, -1);
  const describes = path
    .slice(1, -1)
    .map((part) => plain(part, shown.describes))
    .filter((part) => part !== '')
    .join(' › ');
  return [escaped(file, shown.testFile), escaped(describes, shown.describes)].filter(
    (part) => part !== '',
  );
}
