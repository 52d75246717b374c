import { type JsonObject, textAt } from '../json-reading.ts';
import type { MethodContext } from '../method.ts';
import { SlackRefusal } from '../slack-refusal.ts';

/**
 * The thread that a call writes to; undefined where it writes to the channel itself. A thread hangs
 * under a message of the channel that everybody sees and that is no reply itself.
 * @throws {SlackRefusal} `thread_not_found`
 */
export function threadOf(
  args: JsonObject,
  channelId: string,
  context: Pick<MethodContext, 'state'>,
): string | undefined {
  const threadTs = textAt(args, 'thread_ts');
  if (threadTs === undefined) {
    return undefined;
  }
  const parent = context.state.find(channelId, threadTs);
  const isParent = parent !== undefined && parent.threadTs === undefined;
  if (!isParent || parent.ephemeralTo !== undefined) {
    throw new SlackRefusal('thread_not_found');
  }
  return threadTs;
}
