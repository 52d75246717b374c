import type { IncomingMessage, ServerResponse } from 'node:http';

/** Why a request is not answered. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

const bareNames = ['127.0.0.1', 'localhost'];

/**
 * Refuses what another web site could make a browser send here: a foreign `Host` (DNS rebinding), a
 * foreign `Origin`, a cross-site fetch, and a post that is not JSON (which a form can send without asking).
 * The playground may hold a real API key, so it answers its own page only.
 */
export function refusalOf(request: IncomingMessage, port: number): Refusal | undefined {
  const own = bareNames.map((name) => `${name}:${port}`);
  const { host, origin } = request.headers;
  if (!host || !own.includes(host)) {
    return { status: 421, reason: 'This host name is not served here.' };
  }
  if (origin !== undefined && !own.some((name) => origin === `http://${name}`)) {
    return { status: 403, reason: 'Only the page itself may ask.' };
  }
  if (isCrossSite(request)) {
    return { status: 403, reason: 'Only the page itself may ask.' };
  }
  if (request.method === 'GET' || request.method === 'HEAD') {
    return undefined;
  }
  return refusalOfPost(request);
}

function isCrossSite(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') {
    return false;
  }
  // A link to the page from elsewhere is a plain navigation, and shows nothing to the site it came from.
  return !(
    request.method === 'GET' &&
    request.headers['sec-fetch-mode'] === 'navigate' &&
    request.headers['sec-fetch-dest'] === 'document'
  );
}

function refusalOfPost(request: IncomingMessage): Refusal | undefined {
  if (request.method !== 'POST') {
    return { status: 405, reason: 'GET and POST only.' };
  }
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/json' ? undefined : { status: 415, reason: 'Send JSON.' };
}

/** Sets the headers that keep the page to its own files and out of other sites' frames. */
export function protect(response: ServerResponse): void {
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cache-control', 'no-store');
}
