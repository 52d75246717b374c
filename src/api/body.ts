import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { UnreadableAnswerError } from './errors.ts';

/** An answer whose body has not been read yet. */
export interface UnreadAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/**
 * Reads a JSON body of at most `maxBytes`, counted after decompression as well as before.
 *
 * @throws UnreadableAnswerError when it is too large, not JSON, or compressed in a way nobody asked for
 */
export async function readJson(answer: UnreadAnswer, maxBytes: number): Promise<unknown> {
  const declaredBytes = Number(answer.headers['content-length'] ?? 0);
  if (declaredBytes > maxBytes) {
    throw refuse(answer.body, tooLarge(maxBytes));
  }
  const text = await readText(answer, maxBytes);
  try {
    return JSON.parse(text);
  } catch {
    // The cause stays behind: its message quotes the body.
    throw new UnreadableAnswerError(['not JSON']);
  }
}

async function readText({ headers, body }: UnreadAnswer, maxBytes: number): Promise<string> {
  const encoding = String(headers['content-encoding'] ?? 'identity')
    .trim()
    .toLowerCase();
  const collect = (chunks: AsyncIterable<Buffer>) => collectText(chunks, maxBytes);
  if (encoding === 'identity' || encoding === '') {
    return await pipeline(body, collect);
  }
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw refuse(body, new UnreadableAnswerError(['unexpected content encoding']));
  }
  try {
    return await pipeline(body, createGunzip(), collect);
  } catch (error) {
    if (isZlibError(error)) {
      throw new UnreadableAnswerError(['not gzip'], { cause: error });
    }
    throw error;
  }
}

async function collectText(chunks: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const read: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw tooLarge(maxBytes);
    }
    read.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(read, bytes));
}

/** A body that nobody reads would hold its connection. */
function refuse(body: Readable, error: UnreadableAnswerError): UnreadableAnswerError {
  body.on('error', () => undefined).destroy();
  return error;
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function tooLarge(maxBytes: number): UnreadableAnswerError {
  return new UnreadableAnswerError([`larger than ${maxBytes} bytes`]);
}
