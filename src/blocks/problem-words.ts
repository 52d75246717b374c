import {
  KeyRefusedError,
  RateLimitedError,
  RequestRefusedError,
  RunNotFoundError,
  type Trouble,
  UnreachableError,
  UnreadableAnswerError,
} from '../api/errors.ts';
import { escaped } from './mrkdwn.ts';

/** A look-up that gave no run, in words for the person who asked. */
export interface ProblemWords {
  /** mrkdwn, one or two sentences. */
  readonly text: string;
  /** Whether asking again soon may help. */
  readonly canTryAgain: boolean;
}

/** What the words depend on besides the error. */
export interface ProblemContext {
  readonly runId: number;
  readonly projectSlugIsSet: boolean;
  /** Where the log tells more about a fault of the bot. */
  readonly referenceId: string;
}

const troubles: Readonly<Record<Trouble, string>> = {
  timeout: 'it did not answer in time',
  connection: 'the connection failed',
  dns: 'its address could not be looked up',
  tls: 'its certificate could not be trusted',
  'server-error': 'it answered with a server error',
};

/** Turns an error of a look-up into words; the only place that does. */
export function problemWords(error: unknown, context: ProblemContext): ProblemWords {
  const run = `Run #${context.runId}`;
  if (error instanceof RunNotFoundError) {
    return {
      text: `${run} was not found, or this bot's key cannot see it.`,
      canTryAgain: false,
    };
  }
  const { text, canTryAgain } = empiricalWords(error, context) ?? faultWords(context.referenceId);
  return { text: `${run}: ${text}`, canTryAgain };
}

function empiricalWords(error: unknown, context: ProblemContext): ProblemWords | undefined {
  if (error instanceof RequestRefusedError) {
    return { text: refusedText(error, context), canTryAgain: false };
  }
  if (error instanceof KeyRefusedError) {
    return {
      text: "The bot's Empirical key was refused. Its operator must renew it.",
      canTryAgain: false,
    };
  }
  if (error instanceof RateLimitedError) {
    return {
      text: `Empirical is limiting requests. Try again in ${error.retryAfterSeconds} s.`,
      canTryAgain: true,
    };
  }
  if (error instanceof UnreachableError) {
    return {
      text: `Empirical could not be reached: ${troubleWords(error)}`,
      canTryAgain: true,
    };
  }
  if (error instanceof UnreadableAnswerError) {
    return {
      text: "Empirical answered in a form this bot does not understand. The bot's log says what did not fit.",
      canTryAgain: false,
    };
  }
  return undefined;
}

/**
 * Words for a fault of the bot.
 *
 * @param referenceId under which the log has the stack
 */
export function faultWords(referenceId: string): ProblemWords {
  return {
    text: `Something went wrong on the bot's side (reference ${referenceId}). Its operator finds more under that in the log.`,
    canTryAgain: true,
  };
}

function refusedText(error: RequestRefusedError, context: ProblemContext): string {
  const reason =
    error.reason === undefined ? 'it gave no reason' : `“${escaped(error.reason, 300)}”`;
  const hint = context.projectSlugIsSet
    ? " The bot's operator should check EMPIRICAL_PROJECT_SLUG."
    : '';
  return `Empirical refused the request: ${reason}.${hint}`;
}

function troubleWords(error: UnreachableError): string {
  const status = error.status === undefined ? '' : ` (${error.status})`;
  const seconds = error.retryAfterSeconds;
  const wait = seconds === undefined ? '' : ` Try again in ${seconds} s.`;
  return `${troubles[error.trouble]}${status}.${wait}`;
}
