import type { Message, Unfurl } from '../../playground/slack/workspace.ts';
import { eventually } from './eventually.ts';
import type { TestBot } from './test-bot.ts';

export { KIM, ROBIN } from '../../playground/slack/seed.ts';

/** A public channel with the bot in it. */
export const ON_CALL = 'C0ONCALL';
/** A public channel without the bot. */
export const RELEASES = 'C0RELEASES';
/** A private channel without the bot. */
export const PAYMENTS = 'C0PAYMENTS';
/** A Slack Connect channel with the bot in it. */
export const ACME = 'C0ACME';

/** Who types, and where. */
interface Place {
  readonly userId?: string;
  readonly channelId?: string;
  readonly threadTs?: string;
}

/** What a person can do to the bot, and see of it. */
export interface Chat {
  /** Sends a message or a command; Robin in #on-call where nobody else is named. */
  say(text: string, place?: Place): Promise<void>;
  /** Clicks the button with this label. */
  click(
    message: Message,
    label: string,
    act?: { userId?: string; unfurlUrl?: string },
  ): Promise<void>;
  /** All that the bot wrote in a channel and its threads, for everyone or for one person. */
  fromBot(channelId?: string): Message[];
  /** Waits until the bot has written this many messages in the channel. */
  answers(count: number, channelId?: string): Promise<Message[]>;
  /** Waits for the first message of the bot that fits. */
  seen(what: string | RegExp, channelId?: string): Promise<Message>;
  /** Waits for the unfurls of the last message that a person sent to the channel. */
  unfurls(channelId?: string): Promise<readonly Unfurl[]>;
  /** Calls that the bot made of a Web API method or of a response_url. */
  calls(name: string): { request: unknown; response: unknown }[];
}

/** Everything that can be read in a message: its text and that of all its blocks. */
export function wordsOf(message: Pick<Message, 'text' | 'blocks'>): string {
  return [message.text, ...textsIn(message.blocks)].join('\n');
}

/** Everything that can be read in an unfurl. */
export function unfurlWords({ blocks }: Pick<Unfurl, 'blocks'>): string {
  return textsIn(blocks).join('\n');
}

/** The labels of a message's buttons, in order. */
export function buttonsOf({ blocks }: Pick<Message, 'blocks'>): string[] {
  return elementsOf(blocks).map(({ label }) => label);
}

/** Sees a bot's workspace through the eyes of its people. */
export function chatWith({ slack }: Pick<TestBot, 'slack'>): Chat {
  const { workspace, people, credentials } = slack;
  const fromBot = (channelId = ON_CALL) =>
    allIn(slack, channelId).filter(({ userId }) => userId === credentials.botUserId);
  return {
    say: (text, { userId = 'U0ROBIN', channelId = ON_CALL, threadTs } = {}) =>
      people.send({ userId, channelId, text, ...(threadTs === undefined ? {} : { threadTs }) }),
    async click(message, label, { userId = 'U0ROBIN', unfurlUrl } = {}) {
      const { channelId, ts, unfurls } = message;
      const blocks = unfurlUrl === undefined ? message.blocks : unfurlAt(unfurls, unfurlUrl).blocks;
      const button = elementsOf(blocks).find((element) => element.label === label);
      if (button === undefined) {
        throw new Error(`no button ${label} in ${JSON.stringify(blocks)}`);
      }
      const { blockId, actionId } = button;
      const where = unfurlUrl === undefined ? {} : { unfurlUrl };
      await people.click({ userId, channelId, ts, blockId, actionId, ...where });
    },
    fromBot,
    answers: (count, channelId) =>
      eventually(`${count} messages of the bot`, () => {
        const messages = fromBot(channelId);
        return messages.length >= count ? messages : undefined;
      }),
    seen: (what, channelId) =>
      eventually(String(what), () =>
        fromBot(channelId).find((message) =>
          typeof what === 'string' ? wordsOf(message).includes(what) : what.test(wordsOf(message)),
        ),
      ),
    unfurls: (channelId = ON_CALL) =>
      eventually('an unfurl', () => {
        const message = allIn(slack, channelId).findLast(
          ({ userId }) => userId !== credentials.botUserId,
        );
        return message !== undefined && message.unfurls.length > 0 ? message.unfurls : undefined;
      }),
    calls: (name) =>
      workspace
        .calls()
        .filter((call) => call.direction === 'from-bot' && call.name === name)
        .map(({ request, response }) => ({ request, response })),
  };
}

function allIn({ workspace }: TestBot['slack'], channelId: string): Message[] {
  const roots = workspace.messages(channelId);
  const threads = roots.flatMap(({ ts }) => workspace.thread(channelId, ts));
  const byTs = new Map([...roots, ...threads].map((message) => [message.ts, message]));
  return [...byTs.values()].toSorted((a, b) => (a.ts < b.ts ? -1 : 1));
}

function unfurlAt(unfurls: readonly Unfurl[], url: string): Unfurl {
  const unfurl = unfurls.find((one) => one.url === url);
  if (unfurl === undefined) {
    throw new Error(`no unfurl of ${url}`);
  }
  return unfurl;
}

interface Pressable {
  readonly label: string;
  readonly blockId: string;
  readonly actionId: string;
}

function elementsOf(blocks: readonly unknown[]): Pressable[] {
  return blocks.flatMap((block) => {
    const blockId = String(field(block, 'block_id'));
    const elements = field(block, 'elements');
    return (Array.isArray(elements) ? elements : [])
      .filter((element) => field(element, 'type') === 'button')
      .map((element) => ({
        label: String(field(field(element, 'text'), 'text')),
        blockId,
        actionId: String(field(element, 'action_id')),
      }));
  });
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(textsIn);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'text' && typeof inner === 'string' ? [inner] : textsIn(inner),
  );
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
