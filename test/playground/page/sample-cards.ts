import type { KnownBlock } from '@slack/types';

const run = 'https://dash.empirical.run/acme-shop/test-runs/48213';
const test = (id: string) => `${run}?test_id=${id}`;

/** A card as a bot would post it for a failed run, with every kind of button. */
export const failedRunCard: KnownBlock[] = [
  {
    type: 'section',
    block_id: 'verdict',
    text: {
      type: 'mrkdwn',
      text: `:x: *Run <${run}|#48213> on Staging failed*\n3 of 42 tests failed · 1 flaky · 1 snoozed · 3 skipped`,
    },
  },
  {
    type: 'section',
    block_id: 'failures',
    text: {
      type: 'mrkdwn',
      text: [
        `• <${test('a')}|checkout.spec.ts › Checkout › pays with &lt;saved card&gt; &amp; coupon> (chromium)`,
        `• <${test('b')}|search.spec.ts › filters by size> (chromium)`,
        `• <${test('c')}|search.spec.ts › filters by size> (firefox)`,
      ].join('\n'),
    },
  },
  {
    type: 'context',
    block_id: 'facts',
    elements: [
      { type: 'mrkdwn', text: 'Acme Shop' },
      { type: 'mrkdwn', text: 'Build `feat/checkout` `9f2c1ab`' },
      { type: 'mrkdwn', text: 'Tests `main` `3b7e0d9`' },
      {
        type: 'mrkdwn',
        text: '<!date^1773825672^{date_short_pretty} at {time}|2026-03-18 09:21 UTC> · took 6 min 52 s',
      },
      { type: 'mrkdwn', text: 'Asked by <@U0ROBIN>' },
    ],
  },
  {
    type: 'actions',
    block_id: 'actions',
    elements: [
      {
        type: 'button',
        action_id: 'open',
        style: 'primary',
        url: run,
        text: { type: 'plain_text', text: 'Open run' },
      },
      {
        type: 'button',
        action_id: 'report',
        url: 'https://reports.empirical.run/acme-shop/1/summary.json',
        text: { type: 'plain_text', text: 'Summary report' },
      },
      {
        type: 'button',
        action_id: 'build',
        url: 'https://staging.acme.example',
        text: { type: 'plain_text', text: 'Build' },
      },
      {
        type: 'button',
        action_id: 'refresh',
        value: '48213',
        text: { type: 'plain_text', text: 'Refresh' },
      },
    ],
  },
];

/** What {@link failedRunCard} says in one sentence. */
export const failedRunText = 'Run #48213 on Staging failed: 3 of 42 tests failed';

/** The same run as an unfurl would show it. */
export const failedRunUnfurl: KnownBlock[] = failedRunCard.filter(({ type }) => type !== 'context');

/** A button that opens a modal, and one that asks before it does anything. */
export const riskyButtons: KnownBlock[] = [
  {
    type: 'actions',
    block_id: 'risky',
    elements: [
      { type: 'button', action_id: 'note', text: { type: 'plain_text', text: 'Add a note' } },
      {
        type: 'button',
        action_id: 'stop',
        style: 'danger',
        text: { type: 'plain_text', text: 'Stop run' },
        confirm: {
          title: { type: 'plain_text', text: 'Stop the run?' },
          text: { type: 'plain_text', text: 'Tests under way are lost.' },
          confirm: { type: 'plain_text', text: 'Stop it' },
          deny: { type: 'plain_text', text: 'Keep it' },
          style: 'danger',
        },
      },
    ],
  },
];

/** Text that would be harmful if any of it became markup. */
export const hostileText =
  '<script>window.hacked=1</script> <img src=x onerror=window.hacked=1> "\' <javascript:alert(1)|click> &lt;b&gt;bold&lt;/b&gt; `<i>` *<u>*';
