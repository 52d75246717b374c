import { countsOf, type RunCounts } from '../runs/counts.ts';
import type { TestRun } from '../runs/run.ts';
import { readVerdict, type Verdict } from '../runs/verdict.ts';
import { shown } from './limits.ts';
import { escaped } from './mrkdwn.ts';
import { progressOf } from './progress.ts';

/** A run in plain words: the one model that blocks and fallback text are made from. All of it is safe in mrkdwn. */
export interface RunWords {
  /** Slack's name of an emoji; it never says more than the title does. */
  readonly icon: string;
  /** Verdict or state, such as "Failed" or "In progress". */
  readonly title: string;
  /** Counts, most important first, such as "3 of 42 tests failed" and "1 flaky". */
  readonly counts: readonly string[];
  /** What a reader might misunderstand without a word more. */
  readonly hint?: string;
  /** Name of the environment, cut. */
  readonly environment?: string;
  /** All of the above in one sentence without line breaks. */
  readonly sentence: string;
}

interface Phrase {
  readonly icon: string;
  readonly title: string;
  /** Continues "Run #1 on Staging …". */
  readonly verb: string;
  readonly hint?: string;
}

const statePhrases: Readonly<Record<string, Phrase>> = {
  pending: {
    icon: ':hourglass:',
    title: 'Waiting behind other runs',
    verb: 'is waiting behind other runs',
  },
  queued: { icon: ':hourglass:', title: 'Queued', verb: 'is queued' },
  started: { icon: ':hourglass_flowing_sand:', title: 'In progress', verb: 'is in progress' },
  cancelling: { icon: ':no_entry_sign:', title: 'Being cancelled', verb: 'is being cancelled' },
  cancelled: { icon: ':no_entry_sign:', title: 'Cancelled', verb: 'was cancelled' },
  error: {
    icon: ':warning:',
    title: 'Stopped with an error',
    verb: 'stopped with an error',
    hint: 'The run itself broke: this is no verdict on its tests.',
  },
};

/** Puts a run into words. */
export function describeRun(run: TestRun): RunWords {
  const verdict = readVerdict(run);
  const phrase = phraseOf(verdict);
  const counts = countWords(run, verdict);
  const environment =
    run.environment === undefined ? undefined : escaped(run.environment, shown.environment);
  const where = environment ? ` on ${environment}` : '';
  const [mainCount] = counts;
  return {
    icon: phrase.icon,
    title: phrase.title,
    counts,
    ...(phrase.hint !== undefined && { hint: phrase.hint }),
    ...(environment && { environment }),
    sentence: `Run #${run.id}${where} ${phrase.verb}${mainCount === undefined ? '' : `: ${mainCount}`}`,
  };
}

function phraseOf(verdict: Verdict): Phrase {
  switch (verdict.kind) {
    case 'passed':
      return { icon: ':white_check_mark:', title: 'Passed', verb: 'passed' };
    case 'failed':
      return { icon: ':x:', title: 'Failed', verb: 'failed' };
    case 'no-tests':
      return {
        icon: ':grey_question:',
        title: 'Ended, no tests ran',
        verb: 'ended, and no tests ran',
      };
    case 'unclear':
      return {
        icon: ':grey_question:',
        title: 'Ended',
        verb: 'ended',
        hint: 'Empirical sent too few counts to tell whether it passed.',
      };
    case 'state':
      return statePhrase(verdict.state);
  }
}

function statePhrase(state: string): Phrase {
  const known = Object.hasOwn(statePhrases, state) ? statePhrases[state] : undefined;
  const word = escaped(state, shown.unknownWord) || 'unknown';
  return (
    known ?? { icon: ':grey_question:', title: `State “${word}”`, verb: `is in state “${word}”` }
  );
}

function countWords(run: TestRun, verdict: Verdict): string[] {
  const counts = countsOf(run);
  const flaky = numbered(counts.flaky, 'flaky');
  const snoozed = numbered(counts.snoozed, 'snoozed');
  const skipped = numbered(counts.skipped, 'skipped');
  switch (verdict.kind) {
    case 'passed':
      return present([passedWords(counts, verdict.totalCount), flaky, skipped]);
    case 'failed':
      return present([
        failedWords(verdict.failedCount, verdict.totalCount),
        numbered(counts.passed || undefined, 'passed'),
        flaky,
        snoozed,
        skipped,
      ]);
    case 'no-tests':
      return present([flaky, snoozed, skipped]);
    default:
      return partialWords(run, verdict);
  }
}

/** Counts of a run that has no verdict say how far it came, and never that nothing failed. */
function partialWords(run: TestRun, verdict: Verdict): string[] {
  const counts = countsOf(run);
  const failed = numbered(counts.failed || undefined, 'failed');
  const passed = numbered(counts.passed || undefined, 'passed');
  const [main, ...others] = present([
    present([progressWords(run), failed]).join(' · ') || undefined,
    passed,
    numbered(counts.flaky, 'flaky'),
    numbered(counts.snoozed, 'snoozed'),
    numbered(counts.skipped, 'skipped'),
  ]);
  if (main === undefined) {
    return [];
  }
  return [verdict.kind === 'state' && !verdict.terminal ? `${main} so far` : main, ...others];
}

function progressWords(run: TestRun): string | undefined {
  const progress = progressOf(run);
  return progress && `${number(progress.doneCount)} of ${tests(progress.totalCount)} run`;
}

/** A pass says at once which failures it does not count. */
function passedWords({ passed, snoozed }: RunCounts, total: number): string {
  if (snoozed === undefined) {
    return passedOf(passed ?? total, total);
  }
  const failures = `${number(snoozed)} snoozed ${snoozed === 1 ? 'failure' : 'failures'}`;
  return `${passed === undefined ? tests(total) : passedOf(passed, total)}, ${failures}`;
}

function passedOf(passed: number, total: number): string {
  return passed >= total ? `${tests(total)} passed` : `${number(passed)} of ${tests(total)} passed`;
}

function failedWords(failed: number, total: number | undefined): string {
  return total === undefined
    ? `${tests(failed)} failed`
    : `${number(failed)} of ${tests(total)} failed`;
}

function numbered(count: number | undefined, word: string): string | undefined {
  return count === undefined ? undefined : `${number(count)} ${word}`;
}

function tests(count: number): string {
  return `${number(count)} ${count === 1 ? 'test' : 'tests'}`;
}

function number(count: number): string {
  return count.toLocaleString('en-US');
}

function present(words: readonly (string | undefined)[]): string[] {
  return words.filter((word) => word !== undefined);
}

/** A duration as people say it: "45 s", "6 min 52 s", "1 h 3 min". */
export function durationWords(durationMs: number): string {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours > 0) {
    return `${number(hours)} h ${minutes % 60} min`;
  }
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
