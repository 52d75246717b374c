import { describe, expect, it } from 'vitest';
import { readRecall } from '../../src/blocks/action-value.ts';
import { runList } from '../../src/blocks/run-list.ts';
import { buttonLabels, buttonsOf, textOf } from './message-reading.ts';
import { contextOf, failedRun, runWith } from './sample-run.ts';

const contexts = [contextOf(failedRun), contextOf(runWith({ id: 7, state: 'queued' }))];
const recall = { references: [{ id: 48213 }, { id: 7 }], askedBy: 'U0123ABC', isPrivate: true };

describe('several runs in one message', () => {
  it('are two lines each, with one row of buttons', () => {
    const { text, blocks } = runList(contexts, recall);
    expect(text).toBe('Run #48213 on Staging failed: 3 of 42 tests failed. Run #7 is queued');
    expect(blocks.map(({ type }) => type)).toEqual(['section', 'section', 'context', 'actions']);
    expect(textOf(blocks[0])).toContain('*Failed*');
    expect(textOf(blocks[1])).toContain('*Queued*');
    expect(textOf(blocks[2])).toBe('asked by <@U0123ABC>');
    expect(buttonLabels(blocks)).toEqual(['Refresh']);
  });

  it('are all read anew by Refresh, for the same asker and the same eyes', () => {
    const { blocks } = runList(contexts, recall);
    expect(readRecall(buttonsOf(blocks)[0]?.value)).toEqual(recall);
  });

  it('carry notes and Share where there is a reason', () => {
    const { blocks } = runList(contexts, recall, { notes: ['Only you see this.'], canShare: true });
    expect(textOf(blocks[2])).toBe('asked by <@U0123ABC>\nOnly you see this.');
    expect(buttonLabels(blocks)).toEqual(['Share in channel', 'Refresh']);
  });

  it('have no small print where nobody asked and nothing is to be said', () => {
    const { blocks } = runList(contexts, { references: recall.references });
    expect(blocks.map(({ type }) => type)).toEqual(['section', 'section', 'actions']);
  });
});
