import { describe, expect, it } from 'vitest';
import { actionIds, readRecall } from '../../src/blocks/action-value.ts';
import {
  buttonRow,
  refreshButton,
  shareButton,
  tellMeButton,
  tryAgainButton,
  urlButton,
} from '../../src/blocks/buttons.ts';

describe('a button that opens a page', () => {
  it.each([
    ['https://a.example/x?a=1&b=2', 'https://a.example/x?a=1&b=2'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000/'],
    ['https://a.example/a b|c<d>', 'https://a.example/a%20b%7Cc%3Cd%3E'],
    [`https://a.example/${'x'.repeat(2982)}`, `https://a.example/${'x'.repeat(2982)}`],
  ])('opens %.60s', (url, address) => {
    expect(urlButton('id', 'Label', url)).toEqual({
      type: 'button',
      action_id: 'id',
      text: { type: 'plain_text', text: 'Label' },
      url: address,
    });
  });

  it.each([
    undefined,
    '',
    'a.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'slack://open',
    `https://a.example/${'x'.repeat(2983)}`,
    `https://a.example/${' '.repeat(1500)}x`,
  ])('is left out for %.60s', (url) => {
    expect(urlButton('id', 'Label', url)).toBeUndefined();
  });
});

describe('a button that remembers', () => {
  const recall = { references: [{ id: 48213 }], askedBy: 'U0123ABC' };

  it.each([
    [refreshButton, actionIds.refresh, 'Refresh'],
    [tryAgainButton, actionIds.tryAgain, 'Try again'],
    [shareButton, actionIds.share, 'Share in channel'],
    [tellMeButton, actionIds.tellMe, 'Tell me when it ends'],
  ])('%o has its own action, words and memory', (make, actionId, label) => {
    const button = make(recall);
    expect(button).toMatchObject({ action_id: actionId, text: { text: label } });
    expect(readRecall(button.value)).toEqual(recall);
  });

  it('has an action that no other button has', () => {
    const ids = Object.values(actionIds);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a row of buttons', () => {
  it('holds those that there are', () => {
    const button = urlButton('id', 'Label', 'https://a.example/');
    expect(buttonRow([undefined, button])).toEqual([{ type: 'actions', elements: [button] }]);
  });

  it('is left out where there are none', () => {
    expect(buttonRow([undefined, undefined])).toEqual([]);
    expect(buttonRow([])).toEqual([]);
  });
});
