import type { Delivery } from './bot-transport.ts';
import { isObject } from './json-reading.ts';
import { channelName, notice, type PeopleContext } from './people-context.ts';
import { answerOrigin, type ResponseOrigin } from './response-answer.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { Channel, Member } from './workspace.ts';

/** A slash command as it was typed. */
export interface TypedCommand {
  readonly member: Member;
  readonly channel: Channel;
  /** The whole line, such as `/testrun 48213`. */
  readonly line: string;
  readonly threadTs: string | undefined;
}

/** Sends a slash command to the bot, or tells the person why it cannot be. */
export async function runCommand(people: PeopleContext, typed: TypedCommand): Promise<void> {
  const [command = '', ...words] = typed.line.split(/\s/);
  const refusal = refusalOf(people, command, typed);
  if (refusal !== undefined) {
    notice(people, placeOf(typed), refusal);
    return;
  }
  const origin: ResponseOrigin = {
    kind: 'command',
    userId: typed.member.id,
    channelId: typed.channel.id,
    commandLine: typed.line,
    callIds: [],
  };
  const body = commandForm(people, typed, { command, text: words.join(' ').trim(), origin });
  const { delivery, callId } = await people.requests.deliver({ kind: 'command', body }, (id) => {
    origin.callIds.push(id);
  });
  if (delivery.ok) {
    answerFromAcknowledgement(people, origin, delivery.payload, callId);
  } else {
    notice(people, placeOf(typed), failureText(command, delivery));
  }
}

function placeOf({ member, channel }: TypedCommand) {
  return { userId: member.id, channelId: channel.id };
}

function refusalOf(
  people: PeopleContext,
  command: string,
  typed: TypedCommand,
): string | undefined {
  const isKnown = command === people.command && people.context.scopes.includes('commands');
  if (!isKnown) {
    return `${command} is not a valid command.`;
  }
  if (typed.threadTs !== undefined) {
    return `${command} is not supported in threads. Sorry!`;
  }
  if (typed.channel.isArchived) {
    return `${command} cannot be used in an archived channel.`;
  }
  return undefined;
}

function commandForm(
  people: PeopleContext,
  typed: TypedCommand,
  parts: { readonly command: string; readonly text: string; readonly origin: ResponseOrigin },
): Record<string, string> {
  const { credentials, triggers } = people.context;
  return {
    token: 'verification-token-of-the-playground',
    team_id: credentials.teamId,
    team_domain: 'playground',
    channel_id: typed.channel.id,
    channel_name: channelName(typed.channel),
    user_id: typed.member.id,
    user_name: typed.member.name.toLowerCase(),
    command: parts.command,
    text: parts.text,
    api_app_id: credentials.appId,
    is_enterprise_install: 'false',
    response_url: people.responses.issue(parts.origin),
    trigger_id: triggers.issue({ userId: typed.member.id }),
  };
}

function failureText(command: string, delivery: Delivery & { readonly ok: false }): string {
  return delivery.reason === 'http_timeout'
    ? `${command} failed because the app did not respond (operation_timeout).`
    : `${command} failed with the error "dispatch_failed".`;
}

/** An acknowledgement may carry the first answer inside; it costs no use of the response_url. */
function answerFromAcknowledgement(
  people: PeopleContext,
  origin: ResponseOrigin,
  payload: unknown,
  callId: number,
): void {
  const answer = typeof payload === 'string' ? { text: payload } : payload;
  if (!isObject(answer)) {
    return;
  }
  try {
    answerOrigin(origin, answer, people.context, callId);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) {
      throw error;
    }
    notice(people, origin, `The app's answer could not be shown: ${error.code}.`);
  }
}
