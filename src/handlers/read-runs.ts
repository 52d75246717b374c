import { randomUUID } from 'node:crypto';
import { EmpiricalError, KeyRefusedError, UnreadableAnswerError } from '../api/errors.ts';
import { type ProblemWords, problemWords } from '../blocks/problem-words.ts';
import type { LogFields } from '../log.ts';
import type { RunReference } from '../runs/reference.ts';
import type { TestRun } from '../runs/run.ts';
import type { Bot } from './bot.ts';

/** What reading one run came to: the run, or words for the person who asked. */
export type Reading =
  | { readonly reference: RunReference; readonly run: TestRun }
  | { readonly reference: RunReference; readonly problem: ProblemWords };

/** What a reading needs of the bot. */
export type ReadingBot = Pick<Bot, 'readTestRun' | 'links' | 'stopping' | 'log' | 'seen'>;

/** Reads a run; never rejects. What went wrong is logged here, once, for whoever must act. */
export async function readRun(
  reference: RunReference,
  { fresh }: { fresh: boolean },
  bot: ReadingBot,
): Promise<Reading> {
  try {
    const run = await bot.readTestRun(reference.id, { signal: bot.stopping, fresh });
    return { reference, run };
  } catch (error) {
    if (bot.stopping.aborted) {
      return { reference, problem: restarting };
    }
    const referenceId = randomUUID().slice(0, 8);
    logProblem(error, { run: reference.id, reference: referenceId }, bot);
    const projectSlugIsSet = bot.links.projectSlug !== undefined;
    return {
      reference,
      problem: problemWords(error, { runId: reference.id, projectSlugIsSet, referenceId }),
    };
  }
}

const aMinuteMs = 60_000;

const restarting: ProblemWords = {
  text: 'The bot is being restarted and could not finish. Ask again in a moment.',
  canTryAgain: true,
};

function logProblem(error: unknown, fields: LogFields, { log, seen }: ReadingBot): void {
  if (!(error instanceof EmpiricalError)) {
    log.error({ ...fields, error }, 'a fault of the bot stopped a look-up');
    return;
  }
  const told = { ...fields, kind: error.name, reason: error.message };
  if (error instanceof KeyRefusedError) {
    if (seen.isFirstHere('key refused', aMinuteMs)) {
      log.error(told, 'Empirical refused EMPIRICAL_API_KEY: make a new key and restart the bot');
    }
  } else if (error instanceof UnreadableAnswerError) {
    log.error({ ...told, faults: error.faults }, 'an answer of Empirical was not understood');
  } else if (error.whoActs === 'asker') {
    log.info(told, 'a run could not be read');
  } else {
    log.warn(told, 'a run could not be read');
  }
}
