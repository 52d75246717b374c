import { expect, test } from 'vitest';
import { blockTypes } from '../../../playground/slack/block-validation/blocks.ts';
import { COVERAGE, type Coverage } from '../../../playground/slack/coverage.ts';
import { METHODS } from '../../../playground/slack/methods/index.ts';
import { startWorkspace } from './bolt-app.ts';
import { clientOf, refusal } from './web-client.ts';

function names(surface: Coverage['surface'], isThere: boolean): string[] {
  return COVERAGE.filter(
    (row) => row.surface === surface && (row.support !== 'not yet') === isThere,
  )
    .map((row) => row.name)
    .sort();
}

test('the table names exactly the methods that are registered', () => {
  expect(names('method', true)).toEqual(METHODS.map((method) => method.name).sort());
});

test('a method that is "not yet" answers unknown_method', async () => {
  const slack = await startWorkspace();
  for (const name of names('method', false)) {
    expect([name, await refusal(clientOf(slack).apiCall(name))]).toEqual([name, 'unknown_method']);
  }
});

test('the table names exactly the blocks that some surface takes', () => {
  const taken = new Set([...blockTypes('message'), ...blockTypes('modal'), ...blockTypes('home')]);
  expect(names('block', true)).toEqual([...taken].sort());
  for (const name of names('block', false)) {
    expect(taken).not.toContain(name);
  }
});

test('whatever is partial says what is missing, and nothing stands there twice', () => {
  for (const row of COVERAGE) {
    if (row.support === 'partial') {
      expect(row.note).not.toBe('');
    }
  }
  const keys = COVERAGE.map(({ surface, name }) => `${surface} ${name}`);
  expect(new Set(keys).size).toBe(keys.length);
});
