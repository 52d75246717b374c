import { mention } from './mrkdwn.ts';
import type { CardExtras } from './run-card.ts';

/**
 * Who may see a run in a channel. `everyone`: the channel is our own, or an operator allowed it.
 * `asker-external`: people of another organisation read it. `asker-not-member`: Slack tells the bot
 * nothing of a channel that it is not in. `asker-unknown`: Slack did not tell.
 */
export type Audience = 'everyone' | 'asker-external' | 'asker-not-member' | 'asker-unknown';

/** Who gets an answer: as the channel allows, or the asker alone because that was the wish. */
export type AnswerAudience = Audience | 'asker-wish';

/** What a card that only the asker sees says about that, and whether the asker may share it. */
export function audienceExtras(
  audience: AnswerAudience,
  { channelId, botUserId }: { channelId: string; botUserId: string | undefined },
): CardExtras {
  switch (audience) {
    case 'everyone':
    case 'asker-wish':
      return {};
    case 'asker-external':
      return {
        notes: [
          'Only you see this: people outside your organisation read this channel. ' +
            `An operator of the bot can allow it with \`ALLOW_EXTERNAL_CHANNELS=${channelId}\`.`,
        ],
      };
    case 'asker-not-member':
      return {
        notes: [
          'Only you see this: I am not in this channel and cannot tell who reads it. ' +
            `Invite ${botUserId === undefined ? 'the bot' : mention(botUserId)}, or share this yourself.`,
        ],
        canShare: true,
      };
    case 'asker-unknown':
      return {
        notes: [
          'Only you see this: Slack did not tell me who reads this conversation. ' +
            'Ask again in a moment, or share this yourself.',
        ],
        canShare: true,
      };
  }
}
