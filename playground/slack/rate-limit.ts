import { type JsonObject, textAt } from './json-reading.ts';
import type { Method } from './method.ts';

/** Posts to one channel that Slack lets through at once before it asks for one a second. */
const POST_BURST = 5;

/** How many calls Slack takes at once, and how many a second after that. */
interface Bucket {
  level: number;
  updatedAt: number;
}

/** Slack's own limits in time: each method so many a minute, posts about one a second per channel. */
export interface RateLimiter {
  /** Counts a call; answers after how many seconds to try again where it is one too many. */
  count(method: Method, args: JsonObject): number | undefined;
}

/** Limits with nothing counted yet. */
export function createRateLimiter(now: () => number): RateLimiter {
  const buckets = new Map<string, Bucket>();
  return {
    count(method, args) {
      const isPost = method.name === 'chat.postMessage';
      const key = isPost ? `${method.name} ${textAt(args, 'channel')}` : method.name;
      const capacity = isPost ? POST_BURST : method.perMinute;
      return take(buckets, { key, capacity, perMs: method.perMinute / 60_000, at: now() });
    },
  };
}

function take(
  buckets: Map<string, Bucket>,
  call: {
    readonly key: string;
    readonly capacity: number;
    readonly perMs: number;
    readonly at: number;
  },
): number | undefined {
  const bucket = buckets.get(call.key) ?? { level: 0, updatedAt: call.at };
  buckets.set(call.key, bucket);
  bucket.level = Math.max(0, bucket.level - (call.at - bucket.updatedAt) * call.perMs);
  bucket.updatedAt = call.at;
  if (bucket.level + 1 > call.capacity) {
    return Math.max(1, Math.ceil((bucket.level + 1 - call.capacity) / call.perMs / 1000));
  }
  bucket.level += 1;
  return undefined;
}
