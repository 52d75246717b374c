import type { SlackCredentials } from './credentials.ts';
import type { Channel, Member } from './workspace.ts';

/** Id of the first person, who the page shows as "you" at first. */
export const ROBIN = 'U0ROBIN';
/** Id of the second person. */
export const KIM = 'U0KIM';

/** A channel to begin with; without `memberIds` everybody is in it. */
export interface ChannelSeed extends Channel {
  readonly memberIds?: readonly string[];
}

/** The people of a new workspace, and the bot's own user. */
export function seedMembers(credentials: SlackCredentials): Member[] {
  return [
    { id: ROBIN, name: 'Robin', isBot: false },
    { id: KIM, name: 'Kim', isBot: false },
    { id: credentials.botUserId, name: 'Testrun', isBot: true },
  ];
}

/** The channels of a new workspace: one for each way in which a bot can stand to a channel. */
export function seedChannels(): ChannelSeed[] {
  return [
    channel('C0ONCALL', 'on-call', 'public', 'Triage of failed runs', true),
    channel('C0RELEASES', 'releases', 'public', 'What ships when', false),
    channel('C0PAYMENTS', 'payments-oncall', 'private', 'Payments on call, members only', false),
    channel('C0ACME', 'acme-partners', 'shared', 'Shared with Acme (Slack Connect)', true),
  ];
}

function channel(
  id: string,
  name: string,
  kind: Channel['kind'],
  topic: string,
  botIsMember: boolean,
): ChannelSeed {
  return { id, name, kind, topic, botIsMember, isArchived: false };
}
