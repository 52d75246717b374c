import type { KnownBlock } from '@slack/types';
import { actionIds } from './action-value.ts';
import { buttonRow, refreshButton, urlButton } from './buttons.ts';
import type { CardContext } from './card-context.ts';
import { shown } from './limits.ts';
import { link } from './mrkdwn.ts';
import {
  countsLine,
  headSection,
  originLine,
  section,
  smallPrint,
  titleLine,
  whenAndWho,
} from './run-parts.ts';
import { describeRun } from './run-words.ts';
import { failingTestLines, linkedTestLine, linkedTestStatus } from './test-lines.ts';

/** A run under a pasted link, for one or two links in a message. */
export function runUnfurl(context: CardContext): KnownBlock[] {
  const { run } = context;
  const tests = [
    linkedTestLine(run, context),
    failingTestLines(run, context, shown.failingTestsInUnfurl),
  ].filter((text) => text !== undefined);
  return [
    headSection(context),
    ...tests.map(section),
    ...smallPrint([originLine(run), whenAndWho(context)]),
    ...buttonRow([
      urlButton(actionIds.summaryReport, 'Summary report', run.summaryUrl),
      refreshButton(context.recall),
    ]),
  ];
}

/** A run in two lines, for places that hold several: many links in a message, several runs in an answer. */
export function runInTwoLines(context: CardContext): KnownBlock[] {
  const { run } = context;
  const words = describeRun(run);
  const second = [
    countsLine(words, run),
    linkedTestStatus(context) ?? '',
    reportLink(run.summaryUrl),
  ];
  const lines = [titleLine(words, context), second.filter((part) => part !== '').join(' · ')];
  return [section(lines.filter((line) => line !== '').join('\n'))];
}

function reportLink(url: string | undefined): string {
  const label = 'Summary report';
  const linked = link(url, label, shown.linkUrl);
  return linked === label ? '' : linked;
}
