import { onTestFinished } from 'vitest';
import { startScriptedServer } from '../api/scripted-server.ts';
import { FORM_TYPE, form, sendSigned } from './signed-request.ts';
import type { TestBot } from './test-bot.ts';

/** A request of Slack's, as it went to the bot. */
interface RecordedRequest {
  readonly body: string;
  readonly contentType: string;
}

/** Stands between Slack and the bot, hands everything on, and keeps it. */
export interface RecordedRequests {
  /** The last command, with changes, for sending it again. */
  lastCommand(changes?: Readonly<Record<string, string>>): RecordedRequest;
  /** The last click, with changes, for sending it again. */
  lastClick(changes?: Readonly<Record<string, unknown>>): RecordedRequest;
}

/** Records from now on what Slack sends to the bot; ends with the test. */
export async function recordRequests(bot: TestBot): Promise<RecordedRequests> {
  const recorded: RecordedRequest[] = [];
  const relay = await startScriptedServer(async (response, request) => {
    const body = Buffer.concat(await request.toArray()).toString('utf8');
    const sent = { body, contentType: request.headers['content-type'] ?? '' };
    recorded.push(sent);
    const answer = await sendSigned(bot, sent);
    response.writeHead(answer.status).end(await answer.text());
  });
  onTestFinished(() => relay[Symbol.asyncDispose]());
  bot.slack.connectBot({ eventsUrl: `${relay.baseUrl}/` });
  const lastWith = (field: string): URLSearchParams => {
    const found = recorded.findLast(
      ({ body, contentType }) =>
        contentType.startsWith(FORM_TYPE) && new URLSearchParams(body).has(field),
    );
    if (found === undefined) {
      throw new Error(`no request with ${field} was recorded`);
    }
    return new URLSearchParams(found.body);
  };
  return {
    lastCommand: (changes = {}) => ({
      body: form({ ...Object.fromEntries(lastWith('command')), ...changes }),
      contentType: FORM_TYPE,
    }),
    lastClick(changes = {}) {
      const payload: object = JSON.parse(lastWith('payload').get('payload') ?? '');
      const body = form({ payload: JSON.stringify({ ...payload, ...changes }) });
      return { body, contentType: FORM_TYPE };
    },
  };
}
