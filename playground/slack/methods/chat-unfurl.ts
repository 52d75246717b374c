import type { KnownBlock } from '@slack/types';
import { readBlocks } from '../block-reading.ts';
import { escapePointer } from '../block-validation/checks.ts';
import { isObject, type JsonObject, jsonAt, textAt, valueAt } from '../json-reading.ts';
import type { Method, MethodContext } from '../method.ts';
import type { LinkShare } from '../shared-links.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { Unfurl } from '../workspace.ts';

/**
 * `chat.unfurl`: attaches previews to the links of a message, or of a composer. Everybody sees them;
 * calling it again changes them.
 */
export const chatUnfurl: Method = {
  name: 'chat.unfurl',
  token: 'bot',
  scopes: ['links:write'],
  perMinute: 50,
  run(args, context, callId) {
    const share = shareOf(args, context);
    const unfurls = readUnfurls(args, share, context);
    if (share.messageTs === undefined) {
      context.composers.show(share.userId, share.channelId, unfurls);
      return {};
    }
    const message = context.state.find(share.channelId, share.messageTs);
    if (message === undefined) {
      throw new SlackRefusal('cannot_find_message');
    }
    context.state.amend(share.channelId, share.messageTs, {
      unfurls: merge(message.unfurls, unfurls, share),
      callIds: [...message.callIds, callId],
    });
    return {};
  },
};

function shareOf(args: JsonObject, context: MethodContext): LinkShare {
  const [unfurlId, source] = [textAt(args, 'unfurl_id'), textAt(args, 'source')];
  if (unfurlId === undefined && source === undefined) {
    return shareOfMessage(args, context);
  }
  if (unfurlId === undefined) {
    throw new SlackRefusal('missing_unfurl_id');
  }
  if (source === undefined) {
    throw new SlackRefusal('missing_source');
  }
  if (source !== 'composer' && source !== 'conversations_history') {
    throw new SlackRefusal('invalid_source');
  }
  const share = context.links.forUnfurlId(unfurlId);
  if (share === undefined || share.source !== source) {
    throw new SlackRefusal('invalid_unfurl_id');
  }
  return share;
}

function shareOfMessage(args: JsonObject, context: MethodContext): LinkShare {
  const [channelId, ts] = [textAt(args, 'channel'), textAt(args, 'ts')];
  if (channelId === undefined) {
    throw new SlackRefusal('missing_channel');
  }
  if (ts === undefined) {
    throw new SlackRefusal('missing_ts');
  }
  if (context.state.channel(channelId) === undefined) {
    throw new SlackRefusal('cannot_find_channel');
  }
  const message = context.state.find(channelId, ts);
  if (message === undefined) {
    throw new SlackRefusal('cannot_find_message');
  }
  const share = context.links.forMessage(channelId, ts);
  if (share === undefined) {
    throw new SlackRefusal('cannot_unfurl_message');
  }
  return share;
}

function readUnfurls(
  args: JsonObject,
  share: LinkShare,
  context: MethodContext,
): readonly Unfurl[] {
  if (valueAt(args, 'unfurls') === undefined) {
    throw new SlackRefusal('missing_unfurls');
  }
  const unfurls = jsonAt(args, 'unfurls');
  if (!isObject(unfurls)) {
    throw new SlackRefusal('invalid_unfurls_format');
  }
  return Object.entries(unfurls).map(([url, unfurl]) => {
    if (!share.urls.includes(url)) {
      throw new SlackRefusal('cannot_unfurl_url');
    }
    if (!isObject(unfurl)) {
      throw new SlackRefusal('cannot_parse_attachment');
    }
    return { url, blocks: unfurlBlocks(url, unfurl, context) };
  });
}

function unfurlBlocks(
  url: string,
  unfurl: JsonObject,
  context: MethodContext,
): readonly KnownBlock[] {
  const blocks = valueAt(unfurl, 'blocks');
  const pointer = `/unfurls/${escapePointer(url)}/blocks`;
  const options = { surface: 'unfurl', ids: context.ids, pointer } as const;
  if (blocks !== undefined) {
    return readBlocks(blocks, options);
  }
  // Attachments without blocks are the older form; their title and text are all that is drawn here.
  const lines = [textAt(unfurl, 'title'), textAt(unfurl, 'text')].filter(
    (line) => line !== undefined,
  );
  if (lines.length === 0) {
    throw new SlackRefusal('cannot_parse_attachment');
  }
  const text = lines.join('\n').slice(0, 3000);
  return readBlocks([{ type: 'section', text: { type: 'mrkdwn', text } }], options);
}

/** Unfurls by URL, in the order of the links, the new ones in place of the old. */
function merge(
  old: readonly Unfurl[],
  added: readonly Unfurl[],
  share: LinkShare,
): readonly Unfurl[] {
  const byUrl = new Map([...old, ...added].map((unfurl) => [unfurl.url, unfurl]));
  return share.urls.flatMap((url) => byUrl.get(url) ?? []);
}
