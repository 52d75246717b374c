import type { Spending } from '../store/store.ts';

/** Slack allows a workspace about fifty updates a minute; the other ten are for people's clicks. */
const mostInWindow = 40;

/** Cards of runs still going leave this much for runs that end meanwhile. */
const mostForUnfinished = 30;
const windowMs = 60_000;

/** No pause is longer; one that seems so was written by a clock that was wrong. */
export const longestPauseMs = 10 * 60 * 1000;

/** Which updates may go out now. */
export interface Allowance<Update> {
  /** In their order, as many as the budget allows. */
  readonly now: readonly Update[];
  /** Milliseconds until the first of the others may go; undefined where none is left. */
  readonly waitMs: number | undefined;
}

/**
 * Divides the updates that a workspace's cards wait for into those that may go now and those that have
 * to wait. In any minute at most forty go out, and at most thirty while runs are still going, so
 * that the end of a run is always shown soon.
 *
 * @param updates the most urgent first
 * @see https://docs.slack.dev/apis/web-api/rate-limits/
 */
export function allowNow<Update extends { readonly isFinal: boolean }>(
  updates: readonly Update[],
  spending: Spending,
  nowMs: number,
): Allowance<Update> {
  const sent = latelySent(spending, nowMs);
  const pauseMs = spending.pausedUntilMs - nowMs;
  if (pauseMs > 0 && pauseMs <= longestPauseMs) {
    return { now: [], waitMs: updates.length === 0 ? undefined : pauseMs };
  }
  const now: Update[] = [];
  const later: Update[] = [];
  for (const update of updates) {
    const hasRoom = sent.length + now.length < roomFor(update);
    (hasRoom ? now : later).push(update);
  }
  const spent = [...sent, ...now.map(() => nowMs)];
  const waitsMs = later.map((update) => waitFor(roomFor(update), spent, nowMs));
  return { now, waitMs: later.length === 0 ? undefined : Math.min(...waitsMs) };
}

/** What has been spent once so many updates more go out. */
export function spend(spending: Spending, count: number, nowMs: number): Spending {
  const sentAtMs = [...latelySent(spending, nowMs), ...Array.from({ length: count }, () => nowMs)];
  return { ...spending, sentAtMs };
}

/** A time that is far from now on either side says nothing about the last minute. */
function latelySent({ sentAtMs }: Spending, nowMs: number): number[] {
  return sentAtMs.filter((atMs) => Math.abs(nowMs - atMs) < windowMs);
}

function roomFor({ isFinal }: { readonly isFinal: boolean }): number {
  return isFinal ? mostInWindow : mostForUnfinished;
}

/** Until so many of the sent ones have left the window that there is room for one more. */
function waitFor(room: number, sent: readonly number[], nowMs: number): number {
  const blocking = sent[sent.length - room] ?? nowMs;
  return Math.max(0, blocking + windowMs - nowMs);
}
