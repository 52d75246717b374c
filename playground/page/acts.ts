import { z } from 'zod';
import type { PageSubject } from './page-options.ts';

const id = z.string().min(1).max(255);
const text = z.string().max(4000);
const channelAct = { userId: id, channelId: id };
const element = { blockId: z.string().max(255), actionId: z.string().max(255) };

const send = z.object({ ...channelAct, text: text.min(1), threadTs: id.exactOptional() });
const compose = z.object({ ...channelAct, text });
const click = z.object({
  ...channelAct,
  ...element,
  ts: id,
  unfurlUrl: z.string().max(3000).exactOptional(),
  value: text.exactOptional(),
});
const clickInModal = z.object({
  userId: id,
  viewId: id,
  ...element,
  value: text.exactOptional(),
  state: z.unknown(),
});
const submitModal = z.object({ userId: id, viewId: id, state: z.unknown() });
const closeModal = z.object({ userId: id, viewId: id });
const invite = z.object({ channelId: id });
const bot = z.object({ on: z.boolean() });
const deleteMessage = z.object({ ...channelAct, ts: id });
const fault = z.object({ id, on: z.boolean() });

/** An act of a person on the page; resolves once the bot has answered it. @throws ZodError for a wrong body */
export type Act = (body: unknown) => Promise<void>;

/** Every act that the page's script may post, by the last part of its address. */
export function createActs(subject: PageSubject): ReadonlyMap<string, Act> {
  const { people, faults = [] } = subject;
  return new Map<string, Act>([
    ['send', (body) => people.send(send.parse(body))],
    ['compose', (body) => people.compose(compose.parse(body))],
    ['click', (body) => people.click(click.parse(body))],
    ['click-in-modal', (body) => people.clickInModal(clickInModal.parse(body))],
    ['submit-modal', (body) => people.submitModal(submitModal.parse(body))],
    ['close-modal', (body) => people.closeModal(closeModal.parse(body))],
    ['invite', (body) => people.invite(invite.parse(body))],
    ['delete', (body) => people.deleteMessage(deleteMessage.parse(body))],
    ['bot', async (body) => subject.bot?.set(bot.parse(body).on)],
    [
      'fault',
      (body) => {
        const { id: wanted, on } = fault.parse(body);
        faults.find((candidate) => candidate.id === wanted)?.set(on);
        return Promise.resolve();
      },
    ],
  ]);
}
