import type { ContextBlock, SectionBlock } from '@slack/types';
import type { TestRun } from '../runs/run.ts';
import { actionIds } from './action-value.ts';
import { refreshButton, urlButton } from './buttons.ts';
import { type CardContext, pageOf } from './card-context.ts';
import { shown } from './limits.ts';
import { escaped, link, mention, moment, mrkdwn } from './mrkdwn.ts';
import { describeRun, durationWords, type RunWords } from './run-words.ts';

/** First line of every form of a run: icon, verdict or state, run id, environment. */
export function titleLine(words: RunWords, context: CardContext): string {
  const id = link(pageOf(context), `Run #${context.run.id}`, shown.linkUrl);
  const where = words.environment === undefined ? '' : ` on ${words.environment}`;
  return `${words.icon} *${words.title}* · *${id}*${where}`;
}

/** Second line: counts, then the duration; empty where there is neither. */
export function countsLine(words: RunWords, run: TestRun): string {
  const duration = run.durationMs === undefined ? [] : [durationWords(run.durationMs)];
  return [...words.counts, ...duration].join(' · ');
}

/** The head of a card: title, counts, and a hint where the state needs one. */
export function headSection(context: CardContext): SectionBlock {
  const words = describeRun(context.run);
  const lines = [titleLine(words, context), countsLine(words, context.run), words.hint ?? ''];
  return section(lines.filter((line) => line !== '').join('\n'));
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
  return [
    project,
    revision('build', run.buildBranch, run.buildCommit),
    revision('tests', run.testBranch, run.testCommit),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function revision(what: string, branch: string | undefined, commit: string | undefined): string {
  const parts = [
    branch === undefined ? '' : escaped(branch, shown.branch),
    commit === undefined ? '' : escaped(shortCommit(commit), shown.commit),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${what} ${parts.join(' ')}`;
}

function shortCommit(commit: string): string {
  return /^[0-9a-f]{8,}$/i.test(commit) ? commit.slice(0, 7) : commit;
}

/** When the run ended, or else began, and who asked. */
export function whenAndWho({ run, recall }: CardContext): string {
  return [timeWords(run), recall.askedBy === undefined ? '' : `asked by ${mention(recall.askedBy)}`]
    .filter((part) => part !== '')
    .join(' · ');
}

/** An end within the next hours needs no day of its own: the line has to fit on a phone. */
const sameDayMs = 12 * 60 * 60 * 1000;

function timeWords({ createdAtMs, startedAtMs, endedAtMs }: TestRun): string {
  if (startedAtMs !== undefined && endedAtMs !== undefined) {
    const isSoon = endedAtMs >= startedAtMs && endedAtMs - startedAtMs < sameDayMs;
    const ended = moment(endedAtMs, isSoon ? 'time' : 'day and time');
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
    refreshButton(context.recall),
  ];
}
