import { type JsonObject, textAt } from './json-reading.ts';
import type { Method } from './method.ts';

/** Posts to one channel that Slack lets through at once before it asks for one a second. */
const POST_BURST = 5;
const MINUTE_MS = 60_000;

/** How many calls Slack takes at once, and how many a second after that. */
interface Bucket {
  level: number;
  updatedAt: number;
}

/**
 * Slack's own limits in time: each method so many in any minute, posts about one a second per channel.
 * Calls that are one too many do not count. There is one workspace and one app, so neither is in the key.
 */
export interface RateLimiter {
  /** Counts a call; answers after how many seconds to try again where it is one too many. */
  count(method: Method, args: JsonObject): number | undefined;
}

/** Limits with nothing counted yet. */
export function createRateLimiter(now: () => number): RateLimiter {
  const buckets = new Map<string, Bucket>();
  const callsAt = new Map<string, readonly number[]>();
  return {
    count(method, args) {
      if (method.name === 'chat.postMessage') {
        const key = textAt(args, 'channel') ?? '';
        return take(buckets, { key, perMs: method.perMinute / MINUTE_MS, at: now() });
      }
      return countInWindow(callsAt, method, now());
    },
  };
}

function countInWindow(
  callsAt: Map<string, readonly number[]>,
  { name, perMinute }: Method,
  at: number,
): number | undefined {
  const recent = (callsAt.get(name) ?? []).filter((callAt) => at - callAt < MINUTE_MS);
  callsAt.set(name, recent);
  const oldest = recent[recent.length - perMinute];
  if (oldest !== undefined) {
    return Math.max(1, Math.ceil((oldest + MINUTE_MS - at) / 1000));
  }
  callsAt.set(name, [...recent, at]);
  return undefined;
}

function take(
  buckets: Map<string, Bucket>,
  call: { readonly key: string; readonly perMs: number; readonly at: number },
): number | undefined {
  const bucket = buckets.get(call.key) ?? { level: 0, updatedAt: call.at };
  buckets.set(call.key, bucket);
  bucket.level = Math.max(0, bucket.level - (call.at - bucket.updatedAt) * call.perMs);
  bucket.updatedAt = call.at;
  if (bucket.level + 1 > POST_BURST) {
    return Math.max(1, Math.ceil((bucket.level + 1 - POST_BURST) / call.perMs / 1000));
  }
  bucket.level += 1;
  return undefined;
}
