import type { TestContext } from 'vitest';
import { type SandboxEmpirical, startSandboxEmpirical } from '../../playground/empirical/server.ts';
import { type SlackEmulator, startSlackEmulator } from '../../playground/slack/emulator.ts';
import type { Message, MessageVersion } from '../../playground/slack/workspace.ts';
import { type BotProcess, startProcess } from '../support/bot-process.ts';
import { chatWith, ON_CALL, wordsOf } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A process of the bot that is ready. */
export interface ReadyBot extends BotProcess {
  /** Base of its HTTP server, without a slash at the end. */
  readonly url: string;
}

/** An emulated Slack and a sandbox Empirical that outlive any process of the bot. */
export type LiveWorld = Awaited<ReturnType<typeof startLiveWorld>>;

/** A run that fails in the end: two of its 42 tests do. */
const going = { state: 'started', total_count: 42, success_count: 10 };
const over = { state: 'ended', success_count: 40, failed_count: 2 };

/** Many processes share the machine. */
const patienceMs = 45_000;

/** What a card says in the end. */
export const END = /2 of 42 tests failed/;

/**
 * Starts the world around bots. Its processes end with the test.
 *
 * @param env variables of every bot, such as DATABASE_URL; without that they share a folder
 */
export async function startLiveWorld(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  env: Readonly<Record<string, string>> = {},
) {
  const slack = await startSlackEmulator();
  const sandbox = await startSandboxEmpirical();
  const folder = temporaryFolder();
  onTestFinished(async () => {
    await Promise.all([slack.stop(), sandbox.stop()]);
    folder.remove();
  });
  const launch = async (): Promise<ReadyBot> => {
    const bot = startProcess({
      env: { ...environment(slack, sandbox), DATA_DIR: folder.path, ...env },
      cwd: folder.path,
      onTestFinished,
    });
    const { port } = await bot.ready();
    const url = `http://127.0.0.1:${port}`;
    await remembering(url);
    return { ...bot, url };
  };
  const connect = ({ url }: ReadyBot) => slack.connectBot({ eventsUrl: `${url}/slack/events` });
  return {
    slack,
    sandbox,
    launch,
    connect,
    /** Starts a bot that Slack talks to from now on. */
    async start(): Promise<ReadyBot> {
      const bot = await launch();
      connect(bot);
      return bot;
    },
    ...actsIn(slack, sandbox),
  };
}

/** What people, Empirical and a test do in the world, and what it sees there. */
function actsIn(slack: SlackEmulator, sandbox: SandboxEmpirical) {
  const chat = chatWith({ slack });
  /** Tells a bot by webhook to look at a run. */
  const knock = async (runId: number, { url }: ReadyBot): Promise<void> => {
    const receiver = `${url}/webhooks/empirical`;
    const { webhookSecret: secret } = sandbox;
    await sandbox.sendWebhook({ url: receiver, secret, event: 'test_run.ended', runId });
  };
  return {
    chat,
    begin: (runId: number) => sandbox.steer(runId, going),
    end: (runId: number) => sandbox.steer(runId, over),
    knock,
    /** Waits until a bot follows a run: before that a webhook makes nobody read it. */
    async followed(runId: number, bot: ReadyBot): Promise<void> {
      const before = sandbox.reads(runId).length;
      await eventually(
        `a reading of ${runId}`,
        async () => {
          await knock(runId, bot);
          return sandbox.reads(runId).length > before ? true : undefined;
        },
        patienceMs,
      );
    },
    /** Asks for a run's card. */
    async ask(runId: number, channelId = ON_CALL): Promise<Message> {
      const known = new Set(chat.fromBot(channelId).map(({ ts }) => ts));
      await chat.say(`/testrun ${runId}`, { channelId });
      return await eventually(`a card of ${runId}`, () =>
        chat
          .fromBot(channelId)
          .find((one) => !known.has(one.ts) && wordsOf(one).includes(`#${runId}`)),
      );
    },
    versions: ({ channelId, ts }: Message): readonly MessageVersion[] =>
      slack.workspace.versions(channelId, ts),
    /** Replies that mention somebody in a card's thread. */
    notices: ({ channelId, ts }: Message): readonly Message[] =>
      slack.workspace.thread(channelId, ts).filter(({ text }) => text.startsWith('<@')),
  };
}

function environment(slack: SlackEmulator, sandbox: SandboxEmpirical) {
  return {
    SLACK_BOT_TOKEN: slack.credentials.botToken,
    SLACK_SIGNING_SECRET: slack.credentials.signingSecret,
    SLACK_API_URL: slack.webApiUrl,
    EMPIRICAL_API_KEY: sandbox.apiKey,
    EMPIRICAL_API_URL: sandbox.url,
    EMPIRICAL_DASHBOARD_URL: 'https://dash.empirical.run',
    EMPIRICAL_PROJECT_SLUG: sandbox.projectSlug,
    EMPIRICAL_WEBHOOK_SECRET: sandbox.webhookSecret,
    HOST: '127.0.0.1',
    PORT: '0',
  };
}

/** A bot is ready without its database, if that takes long to come up; cards would then have no life. */
async function remembering(url: string): Promise<void> {
  await eventually(
    'a database that is open',
    async () => {
      const answer = await fetch(`${url}/readyz`);
      return (await answer.text()).trim() === 'ready' ? true : undefined;
    },
    patienceMs,
  );
}

/** Waits until a card's latest version says something. */
export function showing(
  world: LiveWorld,
  card: Message,
  words: RegExp,
  boundMs = patienceMs,
): Promise<true> {
  return eventually(
    `${words} on ${card.ts}`,
    () => {
      const latest = world.versions(card).at(-1);
      return latest !== undefined && words.test(wordsOf(latest)) ? true : undefined;
    },
    boundMs,
  );
}

/** Waits until somebody is told in a card's thread. */
export function told(world: LiveWorld, card: Message, boundMs = patienceMs): Promise<true> {
  return eventually(
    `a notice under ${card.ts}`,
    () => (world.notices(card).length > 0 ? true : undefined),
    boundMs,
  );
}

/** Waits until an update and a notice are under way, beside the card itself. */
export async function waitingForSlack({ slack: { workspace } }: LiveWorld): Promise<void> {
  await eventually('an update and a notice', () =>
    workspace.callCount('chat.update') > 0 && workspace.callCount('chat.postMessage') > 1
      ? true
      : undefined,
  );
}
