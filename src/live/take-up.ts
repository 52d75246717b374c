import type { TestRun } from '../runs/run.ts';
import { isTerminalState } from '../runs/states.ts';
import type { Card } from '../store/store.ts';
import type { LiveParts } from './live-parts.ts';
import { sightingOf } from './sighting.ts';
import { askForAll, askToRead } from './tasks.ts';

/** How a card was shown to people. */
export interface ShownOptions {
  /** Who is told of the end without asking. */
  readonly watcher?: string | undefined;
  /** Whether the run was read anew for this. */
  readonly isFresh: boolean;
  /** How often the card had been drawn before this; undefined where it was not known. */
  readonly changesBefore?: number | undefined;
}

/**
 * Takes a card up that was shown to people, and asks for all that follows from it.
 *
 * @throws {StoreError}
 */
export async function takeUp(
  card: Card,
  run: TestRun,
  options: ShownOptions,
  parts: LiveParts,
  signal: AbortSignal,
): Promise<void> {
  const { store } = parts;
  const { runId, wantedTest } = card;
  const known = await store.wantedTests(runId);
  if (wantedTest === undefined || known.includes(wantedTest)) {
    await put(card, run, known, options, parts);
  } else if ((await store.run(runId)) === undefined) {
    await put(card, run, [...known, wantedTest], options, parts);
  } else {
    await put(card, run, known, { ...options, isTestUnknown: true }, parts);
    await readForTest(card, [...known, wantedTest], parts, signal);
  }
}

async function put(
  card: Card,
  run: TestRun,
  wantedTests: readonly string[],
  options: ShownOptions & { readonly isTestUnknown?: boolean },
  parts: LiveParts,
): Promise<void> {
  const { watcher, isFresh, changesBefore, isTestUnknown = false } = options;
  const { store, schedule, slack, now } = parts;
  const sighting = sightingOf(run, wantedTests);
  const look = slack.look({ card, run, status: sighting.isTerminal ? 'ended' : 'following' });
  const work = await store.putCard(
    card,
    { sighting, look, watcher, isFresh, changesBefore },
    now(),
  );
  // A card is not drawn from what is stored while that lacks its test: a reading comes first.
  const teamIds = isTestUnknown ? [] : work.teamIds;
  await askForAll({ ...work, teamIds }, schedule);
  const stored = await store.run(card.runId);
  if (stored?.status !== 'following') {
    return;
  }
  if (stored.fingerprint === sighting.fingerprint) {
    await askToRead(card.runId, schedule, stored.nextReadAtMs - now());
  } else {
    await readSoon(card.runId, parts);
  }
}

/** What is stored of a run lacks a test that no card has shown so far. */
async function readForTest(
  card: Card,
  wantedTests: readonly string[],
  parts: LiveParts,
  signal: AbortSignal,
): Promise<void> {
  const stored = await parts.store.run(card.runId);
  if (stored?.status === 'following') {
    await readSoon(card.runId, parts);
    return;
  }
  if (stored === undefined) {
    return;
  }
  const run = await parts.readTestRun(card.runId, { signal, fresh: true }).catch(() => undefined);
  if (run !== undefined && isTerminalState(run.state)) {
    await put(card, run, wantedTests, { isFresh: true, changesBefore: drawnByNobody }, parts);
  }
}

/** No card has been drawn so often: it does not show this, and has to be drawn. */
const drawnByNobody = -1;

/**
 * Reads a run that is followed as soon as possible.
 *
 * @throws {StoreError}
 */
export async function readSoon(runId: number, { store, schedule, now }: LiveParts): Promise<void> {
  await store.makeDue(runId, now() + 1);
  await askToRead(runId, schedule, 0);
}
