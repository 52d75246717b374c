import { helpCard, notUnderstoodCard } from '../blocks/help-card.ts';
import { remarks } from '../blocks/notices.ts';
import { parseRequest } from '../runs/reference.ts';
import { answer } from './answer.ts';
import type { Bot } from './bot.ts';
import type { Asking } from './compose-answer.ts';
import type { Ways } from './ways.ts';

/** Reads the words of a command or a mention, and answers them. */
export async function ask(
  words: string,
  place: Pick<Asking, 'teamId' | 'channelId' | 'askedBy' | 'threadTs' | 'botUserId'>,
  ways: Ways,
  bot: Bot,
): Promise<void> {
  const request = parseRequest(words, bot.links);
  switch (request.kind) {
    case 'help':
      return await ways.whisper(helpCard());
    case 'unreadable':
      return await ways.whisper(notUnderstoodCard(request.unread));
    case 'runs':
      return await answer(
        {
          ...place,
          references: request.references,
          isPrivate: request.isPrivate,
          remarks: remarks(request),
          fresh: false,
        },
        ways,
        bot,
      );
  }
}
