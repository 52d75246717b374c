import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../playground/slack/workspace.ts';
import { type Chat, chatWith, ON_CALL, unfurlWords, wordsOf } from './chat.ts';
import { createClock, type TestClock } from './clock.ts';
import { eventually } from './eventually.ts';
import { startTestBot, type TestBot, type TestBotOptions } from './test-bot.ts';
import { webhookSecret } from './webhook-endpoint.ts';

/** A run that is in progress, and goes where the test steers it. */
export const RUN = 90_001;

/** Page of a run on the dashboard. */
export const pageOf = (runId: number): string =>
  `https://dash.empirical.run/acme-shop/test-runs/${runId}`;

/** A bot whose clocks the test moves, with {@link RUN} in progress: 10 of 42 tests have passed. */
export interface LiveBot extends TestBot {
  readonly chat: Chat;
  readonly clock: TestClock;
  /** Lets so much time pass as it takes until the run has been read once more. */
  poll(runId?: number): Promise<void>;
  /** Lets time pass until the look finds something. */
  soon<Found>(what: string, look: () => Found | undefined): Promise<Found>;
  /** Delivers a signed webhook about a run; gives the status. */
  knock(runId?: number): Promise<number>;
  /** Asks for a run by command, as Robin in #on-call, and gives its card. */
  ask(runId?: number): Promise<Message>;
  /** Ends a run with two of 42 tests failed. */
  endRun(runId?: number): void;
  /** All that a message has said, oldest first. */
  said(message: Pick<Message, 'channelId' | 'ts'>): string[];
  /** All that the unfurls of a message have said, oldest first. */
  unfurled(message: Pick<Message, 'channelId' | 'ts'>): string[];
  /** What the bot wrote in the thread under a message. */
  replies(message: Pick<Message, 'channelId' | 'ts'>): Message[];
}

/** Longer than the pause between two readings of a run in which things move. */
const oneReadingMs = 6100;

/** Nothing that has begun is taken for stuck meanwhile. */
const mostStepMs = 12_500;

/** The schedule looks at the clock twice a second. */
const oneLookMs = 600;

/** Starts it; ends with the test. */
export async function startLiveBot(options: TestBotOptions = {}): Promise<LiveBot> {
  const clock = createClock();
  const { now, steadyMs } = clock;
  const env = { EMPIRICAL_WEBHOOK_SECRET: webhookSecret, ...options.env };
  const bot = await startTestBot({ now, steadyMs, ...options, env });
  const { sandbox, slack } = bot;
  sandbox.steer(RUN, { state: 'started', total_count: 42, success_count: 10 });
  const chat = chatWith(bot);
  const versions = ({ channelId, ts }: Pick<Message, 'channelId' | 'ts'>) =>
    slack.workspace.versions(channelId, ts);
  const soon: LiveBot['soon'] = async (what, look) => {
    let movedAtMs = Number.NEGATIVE_INFINITY;
    let stepMs = oneReadingMs;
    return await eventually(what, () => {
      const found = look();
      if (found === undefined && performance.now() - movedAtMs > oneLookMs) {
        movedAtMs = performance.now();
        clock.advance(stepMs);
        stepMs = Math.min(stepMs * 2, mostStepMs);
      }
      return found;
    });
  };
  return {
    ...bot,
    chat,
    clock,
    soon,
    async poll(runId = RUN) {
      const before = sandbox.reads(runId).length;
      await soon(`a reading of run ${runId}`, () =>
        sandbox.reads(runId).length > before ? true : undefined,
      );
    },
    knock: (runId = RUN) =>
      sandbox.sendWebhook({
        url: `${bot.url}/webhooks/empirical`,
        secret: webhookSecret,
        event: 'test_run.ended',
        runId,
      }),
    async ask(runId = RUN) {
      const before = chat.fromBot().length;
      await chat.say(`/testrun ${runId}`);
      const card = (await chat.answers(before + 1)).at(-1);
      return card ?? raise(`no card of run ${runId}`);
    },
    endRun: (runId = RUN) =>
      sandbox.steer(runId, { state: 'ended', success_count: 40, failed_count: 2 }),
    said: (message) => versions(message).map(wordsOf),
    unfurled: (message) => versions(message).flatMap(({ unfurls }) => unfurls.map(unfurlWords)),
    replies: ({ channelId, ts }) =>
      slack.workspace
        .thread(channelId, ts)
        .filter((reply) => reply.ts !== ts && reply.userId === slack.credentials.botUserId),
  };
}

/** The last message that a person sent to a channel: the one that carries the unfurls. */
export function lastFromPeople(
  { slack }: Pick<TestBot, 'slack'>,
  channelId: string = ON_CALL,
): Message {
  const { workspace, credentials } = slack;
  const messages = workspace.messages(channelId);
  const last = messages.findLast(({ userId }) => userId !== credentials.botUserId);
  return last ?? raise('nobody wrote anything');
}

/** Long enough for all that is due to be done, where a test looks for what must not happen. */
export async function aMoment(): Promise<void> {
  await sleep(oneLookMs);
}

/** A minute, or nearly, in which what is due is done: a whole one would cut short what is still being done. */
export async function aMinute({ clock }: Pick<LiveBot, 'clock'>): Promise<void> {
  await aMoment();
  clock.advance(55_000);
  await aMoment();
}

function raise(what: string): never {
  throw new Error(what);
}
