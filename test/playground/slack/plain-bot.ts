import { createServer, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';
import type { SlackEmulator } from '../../../playground/slack/emulator.ts';
import { isObject, type JsonObject, parseJson } from '../../../playground/slack/json-reading.ts';

/** A request as it reached the bot. */
export interface HeardRequest {
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  /** The event, the interaction or the fields of the command. */
  readonly body: JsonObject;
}

/** What the bot answers: a status, and perhaps a body and headers. `hang` never answers. */
export type BotReply =
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }
  | 'hang';

/** A bot without any framework: it writes down what it hears and answers as told. */
export async function startPlainBot(
  slack: SlackEmulator,
  reply: (request: HeardRequest) => BotReply = () => ({ status: 200 }),
): Promise<HeardRequest[]> {
  const heard: HeardRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(Buffer.from(chunk));
    }
    const raw = Buffer.concat(chunks).toString('utf8');
    const one = { headers: request.headers, raw, body: readBody(raw, request.headers) };
    heard.push(one);
    const answer = reply(one);
    if (answer === 'hang') {
      return;
    }
    response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = isObject(address) && 'port' in address ? address.port : 0;
  slack.connectBot({ eventsUrl: `http://127.0.0.1:${String(port)}/slack/events` });
  return heard;
}

function readBody(raw: string, headers: IncomingHttpHeaders): JsonObject {
  if (headers['content-type'] === 'application/json') {
    return objectOf(parseJson(raw));
  }
  const form = new URLSearchParams(raw);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : objectOf(parseJson(payload));
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
