import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { buttonsOf } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { aMoment, type LiveBot, RUN, startLiveBot } from '../support/live-bot.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000 });

const tellMe = 'Tell me when it ends';
const noLife = 'ready, but cards do not live: The database cannot be used; the log says why.';
const expectedErrors = [/^the database cannot be used, so that cards do not follow their runs: /];

async function readiness({ url }: LiveBot) {
  const answer = await fetch(`${url}/readyz`);
  expect(answer.status).toBe(200);
  return (await answer.text()).trim();
}

/** Cards are posted and can be refreshed, and promise nothing. */
async function answersWithoutLife(bot: LiveBot) {
  const card = await bot.ask();
  expect(buttonsOf(card)).not.toContain(tellMe);
  await bot.chat.click(card, 'Refresh');
  await eventually('a card redrawn by hand', () => bot.said(card)[1]);
  expect(await readiness(bot)).toBe(noLife);
  expect(bot.log.at('error')).toHaveLength(1);
  return bot.chat.fromBot().find(({ ts }) => ts === card.ts) ?? card;
}

test.concurrent('a bot whose DATA_DIR is a file answers, and says what is wrong', async ({
  onTestFinished,
}) => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = join(folder.path, 'data');
  writeFileSync(file, '');
  const bot = await startLiveBot({ onTestFinished, expectedErrors, env: { DATA_DIR: file } });
  await answersWithoutLife(bot);
  expect(bot.log.at('error')[0]?.msg).toContain(`DATA_DIR ${file} is not a folder`);
});

test.concurrent('a bot whose DATA_DIR another bot uses answers, and lives once the other has gone', async ({
  onTestFinished,
}) => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const env = { DATA_DIR: folder.path };
  const other = await startLiveBot({ onTestFinished, env });
  const bot = await startLiveBot({ onTestFinished, env, expectedErrors });
  const card = await answersWithoutLife(bot);
  expect(bot.log.at('error')[0]?.msg).toContain('is in use by another process. Stop it');
  await other.finish();
  await isBack(bot);
  await bot.chat.click(card, 'Refresh');
  await eventually('a card that lives', () =>
    bot.said(card).at(-1)?.includes(tellMe) ? true : undefined,
  );
  bot.endRun();
  await bot.soon('the end', () =>
    bot.said(card).at(-1)?.includes('2 of 42 tests failed') ? true : undefined,
  );
});

test.concurrent('a bot whose database is damaged answers, and says what to do', async ({
  onTestFinished,
}) => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  writeFileSync(join(folder.path, 'testrun.sqlite'), 'no database '.repeat(1000));
  const env = { DATA_DIR: folder.path };
  const bot = await startLiveBot({ onTestFinished, expectedErrors, env });
  await answersWithoutLife(bot);
  expect(bot.log.at('error')[0]?.msg).toMatch(/testrun\.sqlite is damaged\. Move it away/);
});

test.concurrent('where the database fails in flight, people are answered, and cards go on living once it is back', async ({
  onTestFinished,
}) => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const env = { DATA_DIR: folder.path };
  const bot = await startLiveBot({ onTestFinished, expectedErrors, env });
  const card = await bot.ask();
  await bot.poll();
  const lock = new DatabaseSync(join(folder.path, 'testrun.sqlite'));
  lock.exec('BEGIN IMMEDIATE');
  bot.endRun();
  await bot.soon('trouble', () => bot.log.at('error')[0]);
  expect(bot.log.at('error')[0]?.msg).toContain('is locked by another program');
  expect(await readiness(bot)).toBe(noLife);
  const second = await bot.ask(48_213);
  expect(buttonsOf(second)).not.toContain(tellMe);
  await bot.chat.click(card, tellMe);
  await bot.chat.seen("The bot's database is away just now");
  expect(await bot.knock()).toBe(204);
  lock.exec('ROLLBACK');
  lock.close();
  await isBack(bot);
  await bot.soon('the end', () => (bot.replies(card).length > 0 ? true : undefined));
  await aMoment();
  expect(bot.said(card)).toHaveLength(2);
  expect(bot.replies(card)).toHaveLength(1);
});

test.concurrent('where the database fails between an update and its record, the update is not sent again', async ({
  onTestFinished,
}) => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const env = { DATA_DIR: folder.path };
  const bot = await startLiveBot({ onTestFinished, expectedErrors, env });
  const card = await bot.ask();
  await bot.poll();
  const lock = new DatabaseSync(join(folder.path, 'testrun.sqlite'));
  bot.slack.workspace.subscribe((change) => {
    if (change.kind === 'message' && change.isUpdate === true && !lock.isTransaction) {
      lock.exec('BEGIN IMMEDIATE');
    }
  });
  bot.sandbox.steer(RUN, { success_count: 20 });
  await bot.soon('trouble', () => bot.log.at('error')[0]);
  await aMoment();
  lock.exec('ROLLBACK');
  lock.close();
  await isBack(bot);
  await bot.poll();
  await bot.poll();
  expect(bot.said(card)).toHaveLength(2);
  expect(bot.said(card)[1]).toContain('20 of 42');
});

async function isBack(bot: LiveBot) {
  await bot.soon('the database', () =>
    bot.log.lines().find(({ msg }) => msg === 'the database is back'),
  );
  expect(await readiness(bot)).toBe('ready');
}
