import type { SandboxEmpirical } from './empirical/server.ts';
import type { PushedWebhook } from './empirical/webhook-push.ts';
import { createSwitch } from './page/fault-switches.ts';
import type { FaultSwitch, SwitchNews } from './page/page-options.ts';

/** What the page can switch about the sandbox. */
export interface SandboxSwitches {
  readonly list: readonly FaultSwitch[];
  /** Hears where the bot listens now: its webhooks go there. */
  botAt(url: string): void;
}

/**
 * Empirical's troubles, and its webhooks. These are off at first, as they are for everybody who has
 * set up nothing: so one sees how cards follow their runs by looking again and again.
 */
export function createSandboxSwitches(sandbox: SandboxEmpirical | undefined): SandboxSwitches {
  if (sandbox === undefined) {
    return { list: [], botAt: () => undefined };
  }
  let botUrl: string | undefined;
  const push = (isOn: boolean): void =>
    sandbox.pushTo(isOn && botUrl !== undefined ? `${botUrl}/webhooks/empirical` : undefined);
  const webhooks = createSwitch({
    id: 'webhooks',
    label: "Empirical's webhooks",
    hint: 'Tell the bot at once when a run starts or ends',
    apply: push,
    ...pushNews(sandbox),
  });
  const down = createSwitch({
    id: 'empirical-down',
    label: 'Empirical is down',
    hint: 'No run can be read',
    apply: (isOn) => sandbox.fail('every', isOn ? 'hang-up' : undefined),
  });
  return {
    list: [down, webhooks],
    botAt(url) {
      botUrl = url;
      push(webhooks.isOn());
    },
  };
}

/** Remembers the last webhook, so that the switch can tell whether they arrive. */
function pushNews(sandbox: SandboxEmpirical): Pick<FaultSwitch, 'news' | 'subscribe'> {
  let last: PushedWebhook | undefined;
  sandbox.onPushed((push) => {
    last = push;
  });
  return {
    news: () => last && newsOf(last),
    subscribe: (listener) => sandbox.onPushed(listener),
  };
}

function newsOf({ event, runId, status, atMs }: PushedWebhook): SwitchNews {
  const what = `${event} of run ${runId}`;
  if (status !== undefined && status < 300) {
    return { text: `Last delivered: ${what}`, atMs };
  }
  const why = status === undefined ? 'no connection' : `answered ${status}`;
  return { text: `Not delivered, ${why}: ${what}`, atMs };
}
