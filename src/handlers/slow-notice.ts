import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../blocks/message.ts';
import { stillReading } from '../blocks/notices.ts';
import type { Reading } from './read-runs.ts';

const slowAfterMs = 2500;

/** A notice that may come while runs are read. */
export interface SlowNotice {
  /** No notice comes any more; resolves once one that is on its way has arrived. */
  settle(): Promise<void>;
}

/** Says once which runs are still being read, if any are after two and a half seconds. */
export function startSlowNotice(
  readings: readonly Promise<Reading>[],
  runIds: readonly number[],
  say: (message: Message) => Promise<void>,
): SlowNotice {
  const settled = new AbortController();
  const unread = new Set(runIds);
  for (const reading of readings) {
    reading.then(({ reference }) => unread.delete(reference.id));
  }
  const notice = sleep(slowAfterMs, undefined, { signal: settled.signal }).then(
    () => (unread.size > 0 ? say(stillReading([...unread])) : undefined),
    () => undefined,
  );
  return {
    async settle() {
      settled.abort();
      await notice;
    },
  };
}
