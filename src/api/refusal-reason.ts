import { z } from 'zod';
import { readJson, type UnreadAnswer } from './body.ts';

const maxReasonLength = 300;
const maxReasonBytes = 64 * 1024;

const refusal = z.object({ error: z.object({ message: z.string() }) });

/**
 * Reads why Empirical refused a request, in its own words: untrusted, one line, at most 300
 * characters. Undefined where the answer does not say so in the documented form. The secret is taken
 * out, should the words repeat it.
 */
export async function readReason(
  answer: UnreadAnswer,
  secret: string,
): Promise<string | undefined> {
  try {
    const read = refusal.safeParse(await readJson(answer, maxReasonBytes));
    return read.success ? oneLine(read.data.error.message.replaceAll(secret, '…')) : undefined;
  } catch {
    // The status has already said what matters; a broken body must not hide it.
    return undefined;
  }
}

function oneLine(message: string): string | undefined {
  const text = message.replace(/\p{Cc}+/gu, ' ').trim();
  if (text === '') {
    return undefined;
  }
  if (text.length <= maxReasonLength) {
    return text;
  }
  return `${text.slice(0, maxReasonLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
