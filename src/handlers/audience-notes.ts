import { mention } from '../blocks/mrkdwn.ts';
import type { CardExtras } from '../blocks/run-card.ts';
import type { Audience } from './channel-facts.ts';

/** Who gets an answer: as the channel allows, or the asker alone because that was the wish. */
export type AnswerAudience = Audience | 'asker-wish';

/** What a card that only the asker sees says about that, and whether it may be shared. */
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
    case 'asker-unknown':
      return {
        notes: [
          'Only you see this: I cannot tell who reads this conversation. ' +
            `Invite ${botUserId === undefined ? 'the bot' : mention(botUserId)} to it, or share this yourself.`,
        ],
        canShare: true,
      };
  }
}
