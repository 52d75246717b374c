import type { Schedule } from '../store/schedule.ts';

/** No reading is put off for longer; one that seems so was put off by a clock that was wrong. */
export const mostReadDelayMs = 15 * 60 * 1000;

/** Asks for a run to be read; at once where the delay makes no sense. */
export function askToRead(runId: number, schedule: Schedule, delayMs: number): Promise<void> {
  const isSensible = delayMs > 0 && delayMs <= mostReadDelayMs;
  return schedule.ask({ kind: 'read', key: String(runId) }, isSensible ? delayMs : 0);
}

/** Asks for a workspace's stale cards to be updated. */
function askToUpdate(teamId: string, schedule: Schedule): Promise<void> {
  return schedule.ask({ kind: 'update', key: teamId }, 0);
}

/** A channel of a workspace. */
export interface TeamChannel {
  readonly teamId: string;
  readonly channelId: string;
}

/**
 * Cards have a head start: whoever follows a notice should find the card right, and nobody be told in the
 * thread of a card that was deleted. Where updates have to wait for the budget, notices do not.
 */
const afterCardsMs = 1500;

/** Asks for the people of a channel to be told. */
function askToTell({ teamId, channelId }: TeamChannel, schedule: Schedule): Promise<void> {
  return schedule.ask({ kind: 'tell', key: `${teamId} ${channelId}` }, afterCardsMs);
}

/** Asks for cards to be updated and for people to be told, as something that was stored brought it about. */
export async function askForAll(
  {
    teamIds,
    channels,
  }: { readonly teamIds: readonly string[]; readonly channels: readonly TeamChannel[] },
  schedule: Schedule,
): Promise<void> {
  await Promise.all([
    ...teamIds.map((teamId) => askToUpdate(teamId, schedule)),
    ...channels.map((channel) => askToTell(channel, schedule)),
  ]);
}

/** The channel that the key of a `tell` task names. */
export function channelOfKey(key: string): TeamChannel {
  const [teamId = '', channelId = ''] = key.split(' ');
  return { teamId, channelId };
}
