import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableAnswerError } from '../../src/api/errors.ts';
import { readTestRunAnswer } from '../../src/api/schema.ts';
import { exampleAnswer, withRun } from './example-answer.ts';

const read = (body: unknown) => readTestRunAnswer(body, 48213);

function faultsOf(body: unknown): readonly string[] {
  try {
    read(body);
  } catch (error) {
    if (error instanceof UnreadableAnswerError) {
      return error.faults;
    }
    throw error;
  }
  throw new Error('the answer was read');
}

/** Far above what any of it takes, on any machine; what used to kill the process took longer still. */
const stallMs = 10_000;

describe('readTestRunAnswer', () => {
  it('reads the documented example and reports only its odd item', () => {
    const { wire, dropped } = read(exampleAnswer());
    expect(wire.details).toHaveLength(5);
    expect(wire).toMatchObject({ id: 48213, state: 'ended', failed_count_after_snoozing: 3 });
    expect(dropped).toEqual([
      'data.test_run.flattenedSummaryDetails.*.nesting',
      'data.test_run.flattenedSummaryDetails.*',
    ]);
  });

  const at = 'data.test_run.testRun';
  it.each([
    [undefined, ['answer: invalid_type']],
    [null, ['answer: invalid_type']],
    ['<html>', ['answer: invalid_type']],
    [[], ['answer: invalid_type']],
    [{}, ['data: invalid_type']],
    [{ data: null, error: { message: 'secret' } }, ['data: invalid_type']],
    [{ data: { test_run: {} } }, [`${at}: invalid_type`]],
    [withRun({ id: '48213' }), [`${at}.id: invalid_type`]],
    [withRun({ id: 1.5 }), [`${at}.id: invalid_type`]],
    [withRun({ id: 2 ** 60 }), [`${at}.id: too_big`]],
    [withRun({ id: 0 }), [`${at}.id: too_small`]],
    [withRun({ id: 48214 }), [`${at}.id: not the id that was asked for`]],
    [withRun({ state: null }), [`${at}.state: invalid_type`]],
    [withRun({ state: ' ' }), [`${at}.state: invalid_format`]],
    [withRun({ id: 'secret', state: 5 }), [`${at}.id: invalid_type`, `${at}.state: invalid_type`]],
  ])('refuses an answer that a card cannot do without: %#', (body, faults) => {
    expect(faultsOf(body)).toEqual(faults);
  });

  it.each([
    ['total_count', '42'],
    ['total_count', null],
    ['total_count', -1],
    ['total_count', 1.5],
    ['total_count', Number.POSITIVE_INFINITY],
    ['success_count', Number.NaN],
    ['success_count', 1e300],
    ['failed_count', {}],
    ['failed_count', true],
    ['failed_count_after_snoozing', -1],
    ['skipped_count', 'none'],
    ['flaky_count', []],
    ['duration', '412000'],
    ['duration', -1],
    ['test_run_branch', 5],
    ['environment_name', {}],
    ['environment_slug', ['staging']],
    ['build_url', 5],
    ['commit', true],
    ['summary_url', {}],
    ['created_at', null],
    ['created_at', 'yesterday'],
    ['created_at', 1774000000000],
    ['run_started_at', '2026-13-45T00:00:00Z'],
    ['run_ended_at', '5'],
  ])('leaves out the malformed %s %j and says so', (name, value) => {
    const { wire, dropped } = read(exampleAnswer({ run: { [name]: value }, details: [] }));
    expect(wire).not.toHaveProperty(name);
    expect(dropped).toEqual([`${at}.${name}`]);
    expect(wire.test_run_head_sha).toBe('3b7e0d91c2aa');
  });

  it('takes a null where the contract allows one without a word', () => {
    const names = ['skipped_count', 'flaky_count', 'duration', 'test_run_branch', 'build_url'];
    const more = ['environment_slug', 'environment_name', 'build_branch', 'commit', 'summary_url'];
    const dates = ['test_run_head_sha', 'run_started_at', 'run_ended_at'];
    const nulls = Object.fromEntries([...names, ...more, ...dates].map((name) => [name, null]));
    const { wire, dropped } = read(exampleAnswer({ run: nulls, details: [null] }));
    expect(dropped).toEqual([]);
    for (const name of Object.keys(nulls)) {
      expect(wire).not.toHaveProperty(name);
    }
  });

  it('ignores fields that it does not know', () => {
    const { wire, dropped } = read(
      exampleAnswer({ run: { environment_variables_overrides: ['secret'] }, details: [] }),
    );
    expect(JSON.stringify(wire)).not.toContain('secret');
    expect(dropped).toEqual([]);
  });

  it.each([
    ['2026-03-18T09:13:58.000Z', '2026-03-18T09:13:58.000Z'],
    ['2026-03-18T10:13:58+01:00', '2026-03-18T09:13:58.000Z'],
    ['2026-03-18T09:13:58', '2026-03-18T09:13:58.000Z'],
    ['2026-03-18 09:13:58.123456', '2026-03-18T09:13:58.123Z'],
    ['2026-03-18 09:13:58+00', '2026-03-18T09:13:58.000Z'],
    ['2026-03-18', '2026-03-18T00:00:00.000Z'],
  ])('reads the timestamp %s, in UTC where it names no zone', (sent, normalised) => {
    expect(read(withRun({ created_at: sent })).wire.created_at).toBe(normalised);
  });

  it.each([null, 5, 'none', {}, true])('takes details that are %j for an empty list', (details) => {
    const body = exampleAnswer();
    const testRun = { ...body.data.test_run, flattenedSummaryDetails: details };
    const { wire, dropped } = read({ data: { test_run: testRun } });
    expect(wire.details).toEqual([]);
    expect(dropped).toEqual(['data.test_run.flattenedSummaryDetails']);
  });

  it.each([
    [5],
    ['a'],
    [[]],
    [{}],
    [{ status: 'failed', test_project: 'chromium' }],
    [{ name: '', nesting: [], slug: '', pw_test_id: 'x' }],
  ])('drops the item %j, which has neither a name nor an id', (item) => {
    const { wire, dropped } = read(exampleAnswer({ details: [item, { name: 'kept' }] }));
    expect(wire.details).toEqual([{ name: 'kept' }]);
    expect(dropped).toContain('data.test_run.flattenedSummaryDetails.*');
  });

  it.each([
    ['pw_test_id', 'a30a6eba6312f6b87ea5'],
    ['pw_test_id', 'g30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee'],
    ['pw_test_id', 5],
    ['status', { word: 'failed' }],
    ['slug', 5],
    ['nesting', 'file.ts'],
    ['nesting', ['file.ts', 5]],
    ['test_project', []],
    ['snooze_info', { snooze_id: 12 }],
  ])('keeps an item without its malformed %s %j', (name, value) => {
    const { wire, dropped } = read(exampleAnswer({ details: [{ name: 'kept', [name]: value }] }));
    expect(wire.details).toEqual([{ name: 'kept' }]);
    expect(dropped).toEqual([`data.test_run.flattenedSummaryDetails.*.${name}`]);
  });

  it('drops a malformed project, not the run', () => {
    const { wire, dropped } = read(exampleAnswer({ project: 'Acme', details: [] }));
    expect(wire).not.toHaveProperty('projectName');
    expect(dropped).toEqual(['data.test_run.project']);
  });

  it('survives names that objects are born with', () => {
    const body: unknown = JSON.parse(
      '{"data":{"test_run":{"testRun":{"id":48213,"state":"ended","__proto__":{"total_count":5},"constructor":1},"flattenedSummaryDetails":[{"__proto__":{"name":"x"}}]}}}',
    );
    const { wire } = read(body);
    expect(wire.total_count).toBeUndefined();
    expect(wire.details).toEqual([]);
  });

  it('throws nothing but its own error, whatever the answer', () => {
    const anything = fc.anything({ maxDepth: 4 });
    fc.assert(
      fc.property(anything, anything, anything, (run, details, item) => {
        const bodies = [
          run,
          exampleAnswer({ run: { total_count: run, created_at: item, commit: details } }),
          exampleAnswer({ details: [item, details, { name: run, nesting: [item] }] }),
          exampleAnswer({ details, project: run }),
        ];
        for (const body of bodies) {
          try {
            expect(read(body).wire.id).toBe(48213);
          } catch (error) {
            expect(error).toBeInstanceOf(UnreadableAnswerError);
          }
        }
      }),
    );
  });

  it('reads ten thousand good and ten thousand malformed items without stalling', () => {
    const good = {
      pw_test_id: 'a30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee',
      name: 'a',
      nesting: ['b'],
    };
    const details = Array.from({ length: 20_000 }, (_, at) =>
      at % 2 ? good : { ...good, slug: at },
    );
    const startedAtMs = performance.now();
    const { wire, dropped } = read(exampleAnswer({ details }));
    expect(performance.now() - startedAtMs).toBeLessThan(stallMs);
    expect(wire.details).toHaveLength(20_000);
    expect(dropped).toEqual(['data.test_run.flattenedSummaryDetails.*.slug']);
  });

  const path = 'data.test_run.flattenedSummaryDetails';

  it('looks at no more items than an honest answer can hold', () => {
    const details = [...Array.from({ length: 200_000 }, () => null), { name: 'beyond' }];
    const { wire, dropped } = read(exampleAnswer({ details }));
    expect(wire.details).toEqual([]);
    expect(dropped).toEqual([`${path}: 1 too many`]);
  });

  it('keeps twenty thousand items in their order, the failed ones among them, and counts the rest', () => {
    const details = Array.from({ length: 30_000 }, (_, at) => ({
      name: `test ${at}`,
      status: at % 3 === 2 ? 'failed' : 'passed',
    }));
    const { wire, dropped } = read(exampleAnswer({ details: [null, ...details] }));
    expect(wire.details).toHaveLength(20_000);
    expect(wire.details.filter(({ status }) => status === 'failed')).toHaveLength(10_000);
    expect(wire.details.slice(0, 3)).toEqual(details.slice(0, 3));
    expect(wire.details.at(-1)).toEqual(details.at(-1));
    expect(dropped).toEqual([`${path}: 10000 too many`]);
  });

  it('keeps no more than twenty thousand even of failed items', () => {
    const details = Array.from({ length: 25_000 }, (_, at) => ({
      name: `${at}`,
      status: 'failed',
    }));
    const { wire, dropped } = read(exampleAnswer({ details: [{ name: 'passed' }, ...details] }));
    expect(wire.details).toEqual(details.slice(0, 20_000));
    expect(dropped).toEqual([`${path}: 5001 too many`]);
  });

  it.each([
    [100, true],
    [101, false],
  ])('takes a title %d deep for a title: %s', (depth, isTitle) => {
    const nesting = Array.from({ length: depth }, () => 'describe');
    const { wire } = read(exampleAnswer({ details: [{ name: 'deep', nesting }] }));
    expect(wire.details).toEqual([isTitle ? { name: 'deep', nesting } : { name: 'deep' }]);
  });

  const few = 'x'.repeat(100).split('');
  const many = few.flatMap(() => few.flatMap(() => few.slice(0, 26)));
  const onDetail = (json: string) => `[{"name":"kept",${json}}]`;

  it.each<[string, string, string[]]>([
    [
      'a nesting of numbers',
      onDetail(`"nesting":[${'1,'.repeat(2.5 * 2 ** 20)}1]`),
      ['.*.nesting'],
    ],
    ['a nesting of titles', onDetail(`"nesting":[${'"",'.repeat(2 ** 20)}1]`), ['.*.nesting']],
    [
      'malformed items',
      `[${'{"name":1},'.repeat(20_000)}{"name":"kept"}]`,
      [': 1 too many', '.*.name', '.*'],
    ],
    [
      'items with a nesting of numbers',
      `[${`{"name":"kept","nesting":[${'1,'.repeat(20)}1]},`.repeat(100_000)}null]`,
      [': 80000 too many', '.*.nesting'],
    ],
    ['numbers', `[${'5,'.repeat(2.5 * 2 ** 20)}{"name":"kept"}]`, [': 2601441 too many', '.*']],
    ['fields', onDetail(`"slug":5,${many.map((_, at) => `"k${at}":1`).join(',')}`), ['.*.slug']],
    ['nested lists', `${'['.repeat(2 ** 20)}${']'.repeat(2 ** 20)}`, ['.*']],
    [
      'nested lists for a title',
      onDetail(`"nesting":${'['.repeat(2 ** 20)}${']'.repeat(2 ** 20)}`),
      ['.*.nesting'],
    ],
  ])('reads an answer of many %s without stalling', (_, json, faults) => {
    const details: unknown = JSON.parse(json);
    const startedAtMs = performance.now();
    const { dropped } = read(exampleAnswer({ details }));
    expect(performance.now() - startedAtMs).toBeLessThan(stallMs);
    expect(dropped).toEqual(faults.map((fault) => `${path}${fault}`));
  });

  it('reads a run of many fields without stalling', () => {
    const run = Object.fromEntries(many.map((_, at) => [`k${at}`, at]));
    const startedAtMs = performance.now();
    const { dropped } = read(exampleAnswer({ run: { ...run, total_count: 'x' }, project: run }));
    expect(performance.now() - startedAtMs).toBeLessThan(stallMs);
    expect(dropped).toContain('data.test_run.testRun.total_count');
  });
});
