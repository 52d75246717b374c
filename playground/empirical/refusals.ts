import { readReport } from './playwright-report.ts';
import { jsonAnswer, refusal } from './reply.ts';
import { answerWith, endedRun } from './run-answer.ts';
import type { SandboxRun, TroubleRun } from './sandbox-run.ts';

/** Ids that are refused, limited, broken off, sent elsewhere, or never answered. */
export function refusals(): TroubleRun[] {
  return [...REFUSALS, ...RECOVERING.map(recovering)];
}

interface RecoveringRun extends SandboxRun {
  /** Status and message of every odd attempt. */
  readonly trouble: readonly [status: number, message: string];
}

const RECOVERING: readonly RecoveringRun[] = [
  {
    id: 50001,
    title: 'Server error every other time',
    expectation: 'To the asker only; then "Try again" brings the card of a passed run.',
    trouble: [500, 'Internal server error'],
  },
  {
    id: 50301,
    title: 'Unavailable every other time',
    expectation: 'The card of a passed run: the second attempt succeeds by itself.',
    trouble: [503, 'Service unavailable'],
  },
];

function recovering({ trouble, ...listed }: RecoveringRun): TroubleRun {
  const { details } = readReport('passing-run');
  const ending = { minutesAgo: 25, durationMs: 296_000 };
  return {
    ...listed,
    meet: (asking) => {
      if (asking.attempt % 2 === 1) {
        return refusal(...trouble);
      }
      const run = { ...endedRun(listed.id, details, ending, asking), summary_url: null };
      return jsonAnswer(answerWith(run, details));
    },
  };
}

const REFUSALS: readonly TroubleRun[] = [
  {
    id: 40400,
    title: 'Not found',
    expectation:
      'To the asker only: not found, or the key cannot see it. Any unknown id does this.',
    meet: () => refusal(404, 'Test run not found'),
  },
  {
    id: 40000,
    title: 'Refused as a bad request',
    expectation: 'To the asker only, with the message of the API as plain text.',
    meet: () => refusal(400, 'Invalid x-project-slug header: <!channel> & *co*'),
  },
  {
    id: 40100,
    title: 'Key refused',
    expectation: 'To the asker only: the operator must renew the key.',
    meet: () => refusal(401, 'API key is disabled'),
  },
  {
    id: 40300,
    title: 'Key not permitted',
    expectation: 'To the asker only: the operator must renew the key.',
    meet: () => refusal(403, 'Forbidden'),
  },
  {
    id: 42900,
    title: 'Limited for 2 seconds',
    expectation: 'Tries again, then tells the asker to wait 2 seconds.',
    meet: () => refusal(429, 'Too many requests', { 'retry-after': '2' }),
  },
  {
    id: 42901,
    title: 'Limited for 2 minutes',
    expectation: 'Tells the asker at once to wait 120 seconds.',
    meet: () => refusal(429, 'Too many requests', { 'retry-after': '120' }),
  },
  {
    id: 50000,
    title: 'Server error',
    expectation: 'To the asker only, after one attempt, with "Try again".',
    meet: () => refusal(500, 'Internal server error'),
  },
  {
    id: 50300,
    title: 'Unavailable',
    expectation: 'Three attempts, then to the asker only, with "Try again".',
    meet: () => refusal(503, 'Service unavailable'),
  },
  {
    id: 50400,
    title: 'Hangs up',
    expectation: 'Three attempts, then to the asker only: could not be reached.',
    meet: () => ({ kind: 'hang-up' }),
  },
  {
    id: 40800,
    title: 'Never answers',
    expectation: '"Still reading…", then to the asker only: it took too long. Wait 25 seconds.',
    meet: () => ({ kind: 'silence' }),
  },
  {
    id: 30200,
    title: 'Sends elsewhere',
    expectation: 'The redirect is not followed; to the asker only.',
    meet: ({ origin }) => refusal(302, 'Moved', { location: `${origin}/api/test-runs/48214` }),
  },
];
