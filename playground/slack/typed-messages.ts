import { runCommand } from './commands.ts';
import { randomSecret } from './credentials.ts';
import { knownChannel, knownPerson, notice, type PeopleContext } from './people-context.ts';
import type { LinkShare } from './shared-links.ts';
import { readTypedText, type TypedText } from './typed-text.ts';
import type { Channel, Message, People } from './workspace.ts';

/** What people do in a composer: send a message or a command, or only type a link. */
export function createComposing(people: PeopleContext): Pick<People, 'send' | 'compose'> {
  return {
    async send({ userId, channelId, text, threadTs }) {
      const member = knownPerson(people, userId);
      const channel = knownChannel(people, channelId);
      checkPlace(people, { userId, channelId, threadTs });
      if (text.startsWith('/')) {
        await runCommand(people, { member, channel, line: text.trim(), threadTs });
        return;
      }
      if (channel.isArchived) {
        notice(people, { userId, channelId }, 'This channel is archived: nobody can write here.');
        return;
      }
      await sendMessage(people, { userId, channel, text, threadTs });
    },
    async compose({ userId, channelId, text }) {
      const member = knownPerson(people, userId);
      const channel = knownChannel(people, channelId);
      await composeLinks(people, { userId: member.id, channel, text });
    },
  };
}

function checkPlace(
  { context: { state } }: PeopleContext,
  place: {
    readonly userId: string;
    readonly channelId: string;
    readonly threadTs: string | undefined;
  },
): void {
  const { userId, channelId, threadTs } = place;
  if (!state.isInChannel(userId, channelId)) {
    throw new Error(`${userId} is not in ${channelId}`);
  }
  if (threadTs !== undefined && state.find(channelId, threadTs) === undefined) {
    throw new Error(`There is no message ${threadTs} in ${channelId}`);
  }
}

async function sendMessage(
  people: PeopleContext,
  act: {
    readonly userId: string;
    readonly channel: Channel;
    readonly text: string;
    readonly threadTs: string | undefined;
  },
): Promise<void> {
  const { state, composers } = people.context;
  const typed = readTypedText(act.text, people.typedTextRules());
  const urls = typed.links.map((link) => link.url);
  const isInChannel = act.threadTs === undefined;
  const seen = isInChannel ? composers.get(act.userId, act.channel.id) : [];
  const message = state.post({
    channelId: act.channel.id,
    userId: act.userId,
    text: typed.text,
    threadTs: act.threadTs,
    unfurls: seen.filter((unfurl) => urls.includes(unfurl.url)),
    callIds: [],
  });
  if (isInChannel) {
    composers.type(act.userId, act.channel.id, []);
  }
  await Promise.all([
    shareLinks(people, { channel: act.channel, message, typed }),
    mentionBot(people, { channel: act.channel, message, typed }),
  ]);
}

interface SentMessage {
  readonly channel: Channel;
  readonly message: Message;
  readonly typed: TypedText;
}

async function shareLinks(people: PeopleContext, sent: SentMessage): Promise<void> {
  const { channel, message, typed } = sent;
  const { links, scopes } = people.context;
  if (typed.links.length === 0 || !scopes.includes('links:read')) {
    return;
  }
  const share: LinkShare = {
    unfurlId: `${channel.id}-${message.ts}-${randomSecret(8)}`,
    source: 'conversations_history',
    channelId: channel.id,
    userId: message.userId,
    messageTs: message.ts,
    urls: typed.links.map((link) => link.url),
  };
  links.remember(share);
  const event = {
    type: 'link_shared',
    user: message.userId,
    channel: channel.id,
    message_ts: message.ts,
    ...threadForm(message),
    links: typed.links,
    unfurl_id: share.unfurlId,
    source: share.source,
    is_bot_user_member: channel.botIsMember,
    event_ts: people.context.state.nextTs(),
  };
  await people.events.send({ event, channel, onCall: noteOn(people, message) });
}

async function mentionBot(people: PeopleContext, sent: SentMessage): Promise<void> {
  const { channel, message, typed } = sent;
  const { credentials, scopes } = people.context;
  const isHeard = channel.botIsMember && scopes.includes('app_mentions:read');
  if (!isHeard || !typed.mentions.includes(credentials.botUserId)) {
    return;
  }
  const event = {
    type: 'app_mention',
    user: message.userId,
    text: message.text,
    ts: message.ts,
    ...threadForm(message),
    client_msg_id: crypto.randomUUID(),
    team: credentials.teamId,
    channel: channel.id,
    event_ts: message.ts,
  };
  await people.events.send({ event, channel, onCall: noteOn(people, message) });
}

function threadForm(message: Message): { readonly thread_ts?: string } {
  return message.threadTs === undefined ? {} : { thread_ts: message.threadTs };
}

/** Writes a call down on the message that it is about. */
function noteOn(people: PeopleContext, message: Message): (callId: number) => void {
  const { state } = people.context;
  return (callId) => {
    const known = state.find(message.channelId, message.ts);
    if (known === undefined) {
      return;
    }
    state.amend(message.channelId, message.ts, { callIds: [...known.callIds, callId] });
  };
}

async function composeLinks(
  people: PeopleContext,
  act: { readonly userId: string; readonly channel: Channel; readonly text: string },
): Promise<void> {
  const { links, scopes, composers, state } = people.context;
  const typed = readTypedText(act.text, people.typedTextRules());
  const urls = typed.links.map((link) => link.url);
  composers.type(act.userId, act.channel.id, urls);
  const kept = composers.get(act.userId, act.channel.id);
  const fresh = typed.links.filter(({ url }) => !kept.some((unfurl) => unfurl.url === url));
  if (fresh.length === 0 || !scopes.includes('links:read')) {
    return;
  }
  const unfurlId = randomSecret(16);
  links.remember({
    unfurlId,
    source: 'composer',
    channelId: act.channel.id,
    userId: act.userId,
    urls: fresh.map((link) => link.url),
  });
  const event = {
    type: 'link_shared',
    user: act.userId,
    channel: 'COMPOSER',
    message_ts: unfurlId,
    links: fresh,
    unfurl_id: unfurlId,
    source: 'composer',
    is_bot_user_member: true,
    event_ts: state.nextTs(),
  };
  await people.events.send({ event, channel: act.channel });
}
