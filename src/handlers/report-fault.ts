import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { textOnly } from '../blocks/notices.ts';
import { faultWords } from '../blocks/problem-words.ts';
import type { Bot } from './bot.ts';
import { postWhisper } from './whisper.ts';

/** As much of a command, a click or a mention as is needed to answer the person behind it. */
const askerSchema = z.union([
  z
    .object({ channel_id: z.string(), user_id: z.string() })
    .transform((command) => ({ channelId: command.channel_id, userId: command.user_id })),
  z
    .object({ channel: z.object({ id: z.string() }), user: z.object({ id: z.string() }) })
    .transform((click) => ({ channelId: click.channel.id, userId: click.user.id })),
  z
    .object({
      event: z.object({
        type: z.literal('app_mention'),
        channel: z.string(),
        user: z.string(),
        thread_ts: z.string().optional(),
      }),
    })
    .transform(({ event }) => ({
      channelId: event.channel,
      userId: event.user,
      threadTs: event.thread_ts,
    })),
]);

const responseUrlSchema = z.object({ response_url: z.string() });

/** Sends a message to a response_url; rejects where Slack does not take it. */
export type SendToResponseUrl = (url: string, message: object) => Promise<void>;

/**
 * Logs a fault of the bot under a reference, with its stack, and tells the person who asked, if
 * somebody did, that same reference.
 */
export async function reportFault(
  error: unknown,
  body: unknown,
  bot: Pick<Bot, 'log' | 'clients' | 'undelivered'>,
  send: SendToResponseUrl,
): Promise<void> {
  const reference = randomUUID().slice(0, 8);
  bot.log.error({ error, reference }, 'a fault of the bot stopped a listener');
  const message = textOnly(faultWords(reference).text);
  const responseUrl = responseUrlSchema.safeParse(body).data?.response_url;
  const isSent =
    responseUrl !== undefined &&
    (await send(responseUrl, {
      ...message,
      response_type: 'ephemeral',
      replace_original: false,
    }).then(
      () => true,
      () => false,
    ));
  const asker = askerSchema.safeParse(body).data;
  if (!isSent && asker !== undefined) {
    await postWhisper(message, asker, bot);
  }
}
