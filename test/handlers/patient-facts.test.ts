import { expect, test } from 'vitest';
import { createPatientFacts } from '../../src/handlers/patient-facts.ts';

/** Patient facts before channel facts that know some channels already. */
function factsWith(known: readonly string[]) {
  const clock = { nowMs: 0 };
  const asked: string[] = [];
  const channels = {
    knows: (channelId: string) => known.includes(channelId),
    audienceOf(channelId: string) {
      asked.push(channelId);
      return Promise.resolve('everyone' as const);
    },
  };
  return { clock, asked, facts: createPatientFacts(channels, () => clock.nowMs) };
}

test('asks for thirty channels of a workspace in a minute, and for more in the next', async () => {
  const { clock, asked, facts } = factsWith([]);
  const ask = (at: number, teamId = 'T1') => facts.audienceOf({ teamId, channelId: `C${at}` });
  const first = await Promise.all(Array.from({ length: 31 }, (_, at) => ask(at)));
  expect(first.filter((audience) => audience === 'everyone')).toHaveLength(30);
  expect(first.at(-1)).toBe('asker-unknown');
  expect(await ask(31, 'T2')).toBe('everyone');
  clock.nowMs += 60_000;
  expect(await ask(30)).toBe('everyone');
  expect(asked).toHaveLength(32);
});

test('takes what is known without counting it', async () => {
  const { facts } = factsWith(['C1']);
  for (let pass = 0; pass < 100; pass += 1) {
    expect(await facts.audienceOf({ teamId: 'T1', channelId: 'C1' })).toBe('everyone');
  }
});
