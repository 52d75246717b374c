import { setTimeout as sleep } from 'node:timers/promises';

const usualBoundMs = 15_000;
const pauseMs = 5;

/** Resolves with what the look finds as soon as it finds something; rejects after a generous bound. */
export async function eventually<Found>(
  what: string,
  look: () => Found | undefined | Promise<Found | undefined>,
  boundMs = usualBoundMs,
): Promise<Found> {
  const deadline = performance.now() + boundMs;
  while (performance.now() < deadline) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    await sleep(pauseMs);
  }
  throw new Error(`never came: ${what}`);
}
