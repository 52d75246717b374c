import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, type JsonObject, parseJson } from './json-reading.ts';
import { SlackRefusal } from './slack-refusal.ts';

/**
 * What the workspace answers to one HTTP request. `hang` never answers, `cut` ends the connection,
 * and `lose` does the same after the call was carried out.
 */
export type HttpAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: JsonObject | string;
    }
  | { readonly kind: 'hang' | 'cut' | 'lose' };

/** Bodies above this are answered with 413. */
const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** An answer with a body, 200 where not told. */
export function answer(
  body: JsonObject | string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return { kind: 'answer', status, headers, body };
}

/** Reads a whole body as text; undefined where it is too large. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes <= MAX_BODY_BYTES) {
      chunks.push(buffer);
    }
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}

/**
 * The arguments of a Web API call: query, then form or JSON body.
 * @throws {SlackRefusal} `invalid_json`, `json_not_object` or `invalid_post_type`
 */
export function readArguments(request: {
  readonly contentType: string;
  readonly body: string;
  readonly query: URLSearchParams;
}): JsonObject {
  const query = Object.fromEntries(request.query);
  const { contentType, body } = request;
  if (body === '') {
    return query;
  }
  if (contentType.startsWith('application/json')) {
    // Slack takes no token out of a JSON body: it must stand in the header.
    return { ...query, ...readJsonObject(body), token: undefined };
  }
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return { ...query, ...Object.fromEntries(new URLSearchParams(body)) };
  }
  throw new SlackRefusal('invalid_post_type');
}

function readJsonObject(body: string): JsonObject {
  const value = parseJson(body);
  if (value === undefined) {
    throw new SlackRefusal('invalid_json');
  }
  if (!isObject(value)) {
    throw new SlackRefusal('json_not_object');
  }
  return value;
}

/** Writes an answer to its connection. */
export function writeAnswer(response: ServerResponse, reply: HttpAnswer): void {
  if (reply.kind === 'hang') {
    return;
  }
  if (reply.kind !== 'answer') {
    response.socket?.destroy();
    return;
  }
  const { body, status, headers = {} } = reply;
  const isText = typeof body === 'string';
  const contentType = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': contentType, ...headers });
  response.end(isText ? body : JSON.stringify(body));
}
