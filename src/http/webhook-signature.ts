import { createHmac, timingSafeEqual } from 'node:crypto';

/** Takes the key out of a webhook's secret: `whsec_` and then the key's bytes in base64url. */
export function webhookKey(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64url');
}

/**
 * Whether a header is written as Empirical writes its signature: `sha256=` and 32 bytes in hex. The
 * case of hex means nothing. A repeated header reads as one text with a comma, and is none.
 */
export function isWebhookSignature(header: unknown): header is string {
  return typeof header === 'string' && /^sha256=[\da-f]{64}$/i.test(header);
}

/** Whether a signature is that of these bytes with this key (HMAC-SHA256); in constant time. */
export function isSignedByEmpirical(header: string, body: Buffer, key: Buffer): boolean {
  const given = Buffer.from(header.slice('sha256='.length), 'hex');
  const right = createHmac('sha256', key).update(body).digest();
  return given.length === right.length && timingSafeEqual(given, right);
}
