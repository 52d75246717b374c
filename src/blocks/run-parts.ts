import type { Button, ContextBlock, SectionBlock } from '@slack/types';
import { plain } from '../runs/plain-text.ts';
import type { TestRun } from '../runs/run.ts';
import { actionIds } from './action-value.ts';
import { refreshButton, tellMeButton, urlButton } from './buttons.ts';
import { type CardContext, pageOf } from './card-context.ts';
import { isMoving, isSameDay, shownLife, updatedWords } from './card-life.ts';
import { shown } from './limits.ts';
import { escaped, link, mention, moment, mrkdwn } from './mrkdwn.ts';
import { progressBar } from './progress.ts';
import { describeRun, durationWords, type RunWords } from './run-words.ts';

/** First line of every form of a run: icon, verdict or state, run id, environment. */
export function titleLine(words: RunWords, context: CardContext): string {
  const id = link(pageOf(context), `Run #${context.run.id}`, shown.linkUrl);
  const where = words.environment === undefined ? '' : ` on ${words.environment}`;
  return `${words.icon} *${words.title}* · *${id}*${where}`;
}

/**
 * Second line: counts, then the duration; empty where there is neither. On a card that follows its run
 * the duration is left out until the run has ended, because it may be one more reading of a clock.
 */
export function countsLine(words: RunWords, context: CardContext): string {
  const durationMs = isMoving(context) ? undefined : context.run.durationMs;
  const duration = durationMs === undefined ? [] : [durationWords(durationMs)];
  return [...words.counts, ...duration].join(' · ');
}

/** The head of a card: title, counts, how far a run has come that is followed, and a hint where the state needs one. */
export function headSection(context: CardContext): SectionBlock {
  const words = describeRun(context.run);
  const lines = [
    titleLine(words, context),
    countsLine(words, context),
    progressLine(context),
    words.hint ?? '',
  ];
  return section(lines.filter((line) => line !== '').join('\n'));
}

function progressLine(context: CardContext): string {
  const isFollowed = shownLife(context)?.status === 'followed';
  return (isFollowed ? progressBar(context.run) : undefined) ?? '';
}

/** The parts that are not empty, in one line. */
export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

/** A section of mrkdwn. */
export function section(text: string): SectionBlock {
  return { type: 'section', text: mrkdwn(text) };
}

/** One small grey block of lines; nothing where no line is left. */
export function smallPrint(lines: readonly string[]): ContextBlock[] {
  const text = lines.filter((line) => line !== '').join('\n');
  return text === '' ? [] : [{ type: 'context', elements: [mrkdwn(text)] }];
}

/** Project, build and test code of a run, in one line. */
export function originLine(run: TestRun): string {
  const project = run.projectName === undefined ? '' : escaped(run.projectName, shown.projectName);
  return joined([
    project,
    revision('build', run.buildBranch, run.buildCommit),
    revision('tests', run.testBranch, run.testCommit),
  ]);
}

function revision(what: string, branch: string | undefined, commit: string | undefined): string {
  const parts = [
    branch === undefined ? '' : escaped(branch, shown.branch),
    commit === undefined ? '' : escaped(shortCommit(commit), shown.commit),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${what} ${parts.join(' ')}`;
}

/** Longer than any hash. */
const commitLength = 70;

function shortCommit(commit: string): string {
  const name = plain(commit, commitLength);
  return /^[0-9a-f]{8,}$/i.test(name) ? name.slice(0, 7) : name;
}

/** When the run ended, or else began, when the card was drawn if it is followed, and who asked. */
export function whenAndWho(context: CardContext): string {
  const { askedBy } = context.recall;
  return joined([
    timeWords(context.run),
    updatedWords(context, context.run.startedAtMs ?? context.run.createdAtMs),
    askedBy === undefined ? '' : `asked by ${mention(askedBy)}`,
  ]);
}

function timeWords({ createdAtMs, startedAtMs, endedAtMs }: TestRun): string {
  if (startedAtMs !== undefined && endedAtMs !== undefined) {
    const ended = moment(endedAtMs, isSameDay(startedAtMs, endedAtMs) ? 'time' : 'day and time');
    return `started ${moment(startedAtMs)} · ended ${ended}`;
  }
  if (startedAtMs !== undefined) {
    return `started ${moment(startedAtMs)}`;
  }
  if (endedAtMs !== undefined) {
    return `ended ${moment(endedAtMs)}`;
  }
  return createdAtMs === undefined ? '' : `created ${moment(createdAtMs)}`;
}

/** The buttons of a card, each only where it leads somewhere. */
export function runButtons(context: CardContext) {
  return [
    urlButton(actionIds.openRun, 'Open run', pageOf(context)),
    urlButton(actionIds.summaryReport, 'Summary report', context.run.summaryUrl),
    urlButton(actionIds.build, 'Build', context.run.buildUrl),
    ...lifeButtons(context),
  ];
}

/** The buttons that have to do with how the card changes: a wish to be told of the end, and Refresh. */
export function lifeButtons(context: CardContext): Button[] {
  const isFollowed = shownLife(context)?.status === 'followed';
  return [...(isFollowed ? [tellMeButton(context.recall)] : []), refreshButton(context.recall)];
}
