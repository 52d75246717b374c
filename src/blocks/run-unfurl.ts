import type { KnownBlock } from '@slack/types';
import { actionIds } from './action-value.ts';
import { buttonRow, urlButton } from './buttons.ts';
import type { CardContext } from './card-context.ts';
import { givenUpLine, updatedWords } from './card-life.ts';
import { shown } from './limits.ts';
import { link } from './mrkdwn.ts';
import {
  countsLine,
  headSection,
  joined,
  lifeButtons,
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
    ...smallPrint([originLine(run), whenAndWho(context), givenUpLine(context)]),
    ...buttonRow([
      urlButton(actionIds.summaryReport, 'Summary report', run.summaryUrl),
      ...lifeButtons(context),
    ]),
  ];
}

/** A run in two lines, for places that hold several: many links in a message, several runs in an answer. */
export function runInTwoLines(context: CardContext): KnownBlock[] {
  const { run } = context;
  const words = describeRun(run);
  const second = joined([
    countsLine(words, context),
    linkedTestStatus(context) ?? '',
    reportLink(run.summaryUrl),
    lifeWords(context),
  ]);
  return [section([titleLine(words, context), second].filter((line) => line !== '').join('\n'))];
}

/** There is no Refresh in two lines, so that a reader has to ask for the run to follow it again. */
function lifeWords(context: CardContext): string {
  return givenUpLine(context) === '' ? updatedWords(context, undefined) : 'no longer followed';
}

function reportLink(url: string | undefined): string {
  const label = 'Summary report';
  const linked = link(url, label, shown.linkUrl);
  return linked === label ? '' : linked;
}
