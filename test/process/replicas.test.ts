import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, type TestContext, test, vi } from 'vitest';
import type { Message } from '../../playground/slack/workspace.ts';
import { wordsOf } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { commandForm, FORM_TYPE, sendSigned } from '../support/signed-request.ts';
import {
  END,
  type LiveWorld,
  showing,
  startLiveWorld,
  told,
  waitingForSlack,
} from './live-world.ts';

const RUN = 90_001;

/** A replica that died is noticed within half a minute; nobody may have to wait for longer than this. */
const takeoverMs = 60_000;

/** Longer than another replica needs to do something for a second time. */
const aWhileMs = 4000;

// Many processes at once, and a replica that was killed is not missed at once.
vi.setConfig({ testTimeout: 180_000 });

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

async function startWorld(context: Pick<TestContext, 'onTestFinished'>): Promise<LiveWorld> {
  return await startLiveWorld(context, { DATABASE_URL: await postgres.createDatabase() });
}

test.concurrent('two bots that start at once on an empty database follow a run as one', async (context) => {
  const world = await startWorld(context);
  const [one, other] = await Promise.all([world.launch(), world.launch()]);
  world.begin(RUN);
  world.connect(one);
  const first = await world.ask(RUN);
  world.connect(other);
  const second = await world.ask(RUN);
  await Promise.all([world.followed(RUN, one), world.followed(RUN, other)]);
  await readByOneAtATime(world);
  world.sandbox.steer(RUN, { success_count: 24 });
  await Promise.all([first, second].map((card) => showing(world, card, /24 of 42/)));
  world.end(RUN);
  await Promise.all([world.knock(RUN, one), world.knock(RUN, other)]);
  await Promise.all(
    [first, second].flatMap((card) => [showing(world, card, END), told(world, card)]),
  );
  await sleep(aWhileMs);
  for (const card of [first, second]) {
    expect(world.versions(card)).toHaveLength(3);
    expect(world.notices(card)).toHaveLength(1);
  }
});

/** Two readers would come twice as often as one, which lets five seconds pass. */
async function readByOneAtATime({ sandbox }: LiveWorld): Promise<void> {
  const before = sandbox.reads(RUN).length;
  const reads = await eventually(
    'three more readings',
    () => {
      const times = sandbox.reads(RUN).slice(before);
      return times.length >= 3 ? times : undefined;
    },
    60_000,
  );
  const gaps = reads.slice(1).map((atMs, index) => atMs - (reads[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(3000);
}

test.concurrent('what Slack delivers to both bots is answered by one', async (context) => {
  const world = await startWorld(context);
  const { slack, chat } = world;
  const [one, other] = await Promise.all([world.launch(), world.launch()]);
  const cardsOf = (runId: number) =>
    chat.fromBot().filter((message) => wordsOf(message).includes(`#${runId}`)).length;
  world.connect(one);
  await chat.say('@Testrun 48213');
  await chat.seen('#48213');
  world.connect(other);
  await slack.redeliverLastEvent({ sameEventId: true });
  const body = commandForm({ text: '48219' });
  await Promise.all(
    [one, other].map(({ url }) => sendSigned({ url, slack }, { body, contentType: FORM_TYPE })),
  );
  await chat.seen('#48219');
  // Whoever has answered this has long been through with the others.
  await world.ask(48214);
  expect([cardsOf(48213), cardsOf(48219)]).toEqual([1, 1]);
});

test.concurrent('where one of two bots is killed while both read, the other takes over its runs', async (context) => {
  const world = await startWorld(context);
  const [one, other] = await Promise.all([world.launch(), world.launch()]);
  const runs = Array.from({ length: 6 }, (_, index) => RUN + index);
  runs.forEach(world.begin);
  const cards: Message[] = [];
  for (const [index, runId] of runs.entries()) {
    world.connect(index % 2 === 0 ? one : other);
    cards.push(await world.ask(runId));
  }
  await Promise.all(runs.map((runId) => world.followed(runId, other)));
  await untilReadingHangs(world, runs);
  await one.kill();
  world.sandbox.fail('every', undefined);
  runs.forEach(world.end);
  await Promise.all(cards.map((card) => showing(world, card, END, takeoverMs)));
  await Promise.all(cards.map((card) => told(world, card, takeoverMs)));
  await sleep(aWhileMs);
  expect(cards.map((card) => world.versions(card).length)).toEqual(cards.map(() => 2));
  expect(cards.map((card) => world.notices(card).length)).toEqual(cards.map(() => 1));
});

/** Every run is being read by somebody who gets no answer. */
async function untilReadingHangs(world: LiveWorld, runs: readonly number[]): Promise<void> {
  const { sandbox } = world;
  const before = runs.map((runId) => sandbox.reads(runId).length);
  sandbox.fail('every', 'silence');
  await eventually('a reading of every run', () =>
    runs.every((runId, index) => sandbox.reads(runId).length > (before[index] ?? 0))
      ? true
      : undefined,
  );
}

test.concurrent.for([
  { when: 'updates', update: 'timeout', post: 'timeout', mostUpdates: 1, mostNotices: 1 },
  {
    when: 'has updated without knowing it',
    update: 'late-answer',
    post: 'timeout',
    mostUpdates: 2,
    mostNotices: 1,
  },
  {
    when: 'has told people without knowing it',
    update: 'timeout',
    post: 'late-answer',
    mostUpdates: 1,
    mostNotices: 2,
  },
])(
  'where one of two bots is killed while it $when, the other finishes that',
  async (row, context) => {
    const world = await startWorld(context);
    const one = await world.start();
    world.begin(RUN);
    const card = await world.ask(RUN);
    await world.followed(RUN, one);
    world.slack.faults.failEvery('chat.update', row.update);
    world.slack.faults.failEvery('chat.postMessage', row.post);
    world.end(RUN);
    await world.knock(RUN, one);
    await waitingForSlack(world);
    // Only now, so that it is the other who holds the work.
    const launched = world.launch();
    await one.kill();
    world.slack.faults.clear();
    await launched;
    await Promise.all([showing(world, card, END, takeoverMs), told(world, card, takeoverMs)]);
    await sleep(aWhileMs);
    expect(world.versions(card).length - 1).toBeLessThanOrEqual(row.mostUpdates);
    expect(world.notices(card).length).toBeLessThanOrEqual(row.mostNotices);
  },
);

test.concurrent('while the database is away commands are answered, and cards live on afterwards', async (context) => {
  const database = await startPostgres();
  context.onTestFinished(() => database.stop());
  const world = await startLiveWorld(context, { DATABASE_URL: await database.createDatabase() });
  const [one, other] = await Promise.all([world.launch(), world.launch()]);
  world.connect(one);
  world.begin(RUN);
  const card = await world.ask(RUN);
  await world.followed(RUN, one);
  await (database.isOwn ? database.pause() : database.restart());
  for (const bot of [one, other]) {
    world.connect(bot);
    await world.ask(48214);
  }
  world.end(RUN);
  if (database.isOwn) {
    await database.resume();
  }
  await Promise.all([showing(world, card, END, takeoverMs), told(world, card, takeoverMs)]);
  await sleep(aWhileMs);
  expect(world.versions(card)).toHaveLength(2);
  expect(world.notices(card)).toHaveLength(1);
});
