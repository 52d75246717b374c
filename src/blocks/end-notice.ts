import type { TestRun } from '../runs/run.ts';
import { type GivenUpStatus, givenUpWords } from './card-life.ts';
import type { Message } from './message.ts';
import { mention } from './mrkdwn.ts';
import { textOnly } from './notices.ts';
import { describeRun, durationWords } from './run-words.ts';

/** Most people that one notice mentions. */
const maxMentions = 50;

/**
 * What people are told who wait for a run to end: how it ended, or why nobody will tell them.
 *
 * @param userIds people who are mentioned, as Slack names them; the first 50
 */
export function endNotice(
  run: TestRun,
  status: 'ended' | GivenUpStatus,
  userIds: readonly string[],
): Message {
  const mentions = userIds.slice(0, maxMentions).map(mention);
  return textOnly(
    [...mentions, status === 'ended' ? endWords(run) : noMoreWords(run, status)].join(' '),
  );
}

function endWords(run: TestRun): string {
  const { sentence } = describeRun(run);
  return run.durationMs === undefined ? sentence : `${sentence}, ${durationWords(run.durationMs)}`;
}

function noMoreWords(run: TestRun, status: GivenUpStatus): string {
  const { environment } = describeRun(run);
  const where = environment === undefined ? '' : ` on ${environment}`;
  const why = givenUpWords(status, 'it', 'Refresh on its card');
  return `I no longer follow run #${run.id}${where}: ${why}`;
}
