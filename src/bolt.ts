import { App } from '@slack/bolt';
import type { Dispatcher } from 'undici';
import type { Config } from './config.ts';
import type { Bot } from './handlers/bot.ts';
import { registerListeners } from './handlers/index.ts';
import { reportFault } from './handlers/report-fault.ts';
import {
  type createSlackFetch,
  slackClientOptions,
  slackLogger,
} from './handlers/slack-clients.ts';
import type { SlackInlet } from './receiver.ts';

/** Makes the Bolt app with every listener of the bot, behind the inlet. */
export function createBolt(
  config: Config,
  inlet: SlackInlet,
  bot: Bot,
  dispatcher: Dispatcher,
): App {
  const clientOptions = slackClientOptions({
    apiUrl: config.slack.apiUrl,
    dispatcher,
    log: bot.log,
  });
  const bolt = new App({
    token: config.slack.botToken,
    receiver: inlet.receiver,
    clientOptions,
    logger: slackLogger(bot.log),
    deferInitialization: true,
    convoStore: false,
    extendedErrorHandler: true,
  });
  const report = (error: unknown, body: unknown) =>
    reportFault(error, body, bot, (url, message) => sendTo(url, message, clientOptions.fetch));
  bolt.error(({ error, body }: { error: Error; body: unknown }) =>
    report('original' in error ? error.original : error, body),
  );
  registerListeners(bolt, bot);
  countInHand(bolt, bot, report);
  return bolt;
}

/** @throws Error where Slack does not take the message */
async function sendTo(
  url: string,
  message: object,
  slackFetch: ReturnType<typeof createSlackFetch>,
): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(message);
  const response = await slackFetch(url, { method: 'POST', headers, body });
  if (!response.ok) {
    throw new Error(`response_url answered ${response.status}`);
  }
}

/**
 * Counts all that Slack asks as in hand, from before it is acknowledged until it is answered: Bolt
 * acknowledges an event before any listener runs, and a stop just then must not lose it. What breaks
 * Bolt itself, before a listener has a chance, is reported here as well; and what nothing listens to
 * is acknowledged, so that nobody waits three seconds for an error.
 */
function countInHand(
  bolt: App,
  { inHand, log }: Pick<Bot, 'inHand' | 'log'>,
  report: (error: unknown, body: unknown) => Promise<void>,
): void {
  const processEvent = bolt.processEvent.bind(bolt);
  const reported: typeof processEvent = async (event) => {
    let isAcknowledged = false;
    const ack: typeof event.ack = async (response) => {
      isAcknowledged = true;
      await event.ack(response);
    };
    try {
      await processEvent({ ...event, ack });
    } catch (error) {
      await report(error, event.body);
      throw error;
    }
    if (!isAcknowledged) {
      log.info({}, 'Slack sent something that nothing listens to; does manifest.yml fit the bot?');
      await ack();
    }
  };
  bolt.processEvent = (event) => inHand.track(reported(event));
}
