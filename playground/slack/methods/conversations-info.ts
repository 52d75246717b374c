import type { JsonObject } from '../json-reading.ts';
import type { Method } from '../method.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { Channel } from '../workspace.ts';
import { visibleChannel } from './channel-access.ts';

/** `conversations.info`: what kind of channel it is, and who shares it. */
export const conversationsInfo: Method = {
  name: 'conversations.info',
  token: 'bot',
  scopes: [],
  perMinute: 50,
  run(args, context) {
    const anyScope = context.scopes.some((scope) => READ_SCOPES.includes(scope));
    if (!anyScope) {
      throw missing(READ_SCOPES.join(','), context.scopes);
    }
    const channel = visibleChannel(args, context);
    const needed = channel.kind === 'private' ? 'groups:read' : 'channels:read';
    if (!context.scopes.includes(needed)) {
      throw missing(needed, context.scopes);
    }
    return { channel: channelForm(channel, context.credentials.teamId) };
  },
};

const READ_SCOPES: readonly string[] = ['channels:read', 'groups:read'];

function missing(needed: string, scopes: readonly string[]): SlackRefusal {
  return new SlackRefusal('missing_scope', { needed, provided: scopes.join(',') });
}

function channelForm(channel: Channel, teamId: string): JsonObject {
  const isPrivate = channel.kind === 'private';
  const isShared = channel.kind === 'shared';
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !isPrivate,
    is_group: isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: isPrivate,
    is_archived: channel.isArchived,
    is_general: false,
    is_member: channel.botIsMember,
    is_shared: isShared,
    is_org_shared: false,
    is_ext_shared: isShared,
    is_pending_ext_shared: channel.isPendingShared === true,
    context_team_id: teamId,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}
