import type { SandboxEmpirical } from './empirical/server.ts';
import type { TryItem } from './page/page-options.ts';

const channels = {
  onCall: 'C0ONCALL',
  releases: 'C0RELEASES',
  payments: 'C0PAYMENTS',
  acme: 'C0ACME',
} as const;

/** What the page offers to try: cards that move, ways to ask, then every run of the sandbox. */
export function tryList(sandbox: SandboxEmpirical | undefined): TryItem[] {
  return sandbox === undefined
    ? withRealRuns()
    : [...liveCards(sandbox), ...waysToAsk(sandbox), ...everyRun(sandbox)];
}

function liveCards(sandbox: SandboxEmpirical): TryItem[] {
  const items: Omit<TryItem, 'group'>[] = [
    {
      text: '/testrun 48224',
      expect:
        'Moves for a minute, then a reply tells you; again a minute after its end. Stop and start the bot meanwhile',
      channelId: channels.onCall,
    },
    {
      text: `Can we ship? ${linksTo(sandbox)(48224)}`,
      expect: 'Its preview moves too; “Tell me when it ends” brings a reply under it',
      channelId: channels.onCall,
    },
    {
      text: '/testrun 48231',
      expect: 'Counts only at its end; be Kim and press “Tell me when it ends”',
      channelId: channels.onCall,
    },
  ];
  return items.map((item) => ({ ...item, group: 'Live cards' }));
}

function waysToAsk(sandbox: SandboxEmpirical): TryItem[] {
  const link = linksTo(sandbox);
  const items: Omit<TryItem, 'group'>[] = [
    { text: '/testrun 48213', expect: 'A failed run, for everyone', channelId: channels.onCall },
    { text: '/testrun 48213 48214', expect: 'Two cards', channelId: channels.onCall },
    { text: '/testrun private 48213', expect: 'Only you see it', channelId: channels.onCall },
    { text: '/testrun help', expect: 'What the bot understands', channelId: channels.onCall },
    {
      text: `Does anybody look at ${link(48213)} already?`,
      expect: 'The link unfurls; here those of dash.empirical.run do not',
      channelId: channels.onCall,
    },
    {
      text: [48213, 48214, 48219].map(link).join(' '),
      expect: 'Three links, two lines each',
      channelId: channels.onCall,
    },
    { text: '@Testrun 48213', expect: 'Answers in a thread', channelId: channels.onCall },
    {
      text: '/testrun 48214',
      expect: 'The bot is not a member, yet may post',
      channelId: channels.releases,
    },
    {
      text: '/testrun 48213',
      expect: 'A private channel without the bot: yours to share',
      channelId: channels.payments,
    },
    {
      text: '/testrun 48213',
      expect: 'Outsiders read along: only you see it',
      channelId: channels.acme,
    },
  ];
  return items.map((item) => ({ ...item, group: 'Ways to ask' }));
}

function linksTo({ dashboardUrl, projectSlug }: SandboxEmpirical): (id: number) => string {
  return (id) => `${dashboardUrl}/${projectSlug}/test-runs/${id}`;
}

function everyRun({ runs }: SandboxEmpirical): TryItem[] {
  return runs.map(({ id, title }) => ({
    text: `/testrun ${id}`,
    expect: title,
    group: 'Every run of the sandbox',
    channelId: channels.onCall,
  }));
}

function withRealRuns(): TryItem[] {
  return [
    { text: '/testrun help', expect: 'What the bot understands', group: 'Ways to ask' },
    { text: '/testrun ', expect: 'Add the number of one of your runs', group: 'Ways to ask' },
    { text: '@Testrun ', expect: 'The same in a thread', group: 'Ways to ask' },
  ];
}
