import { errors } from 'undici';
import type { Trouble } from './errors.ts';

/** Kind of trouble that kept an attempt from an answer, and whether another attempt may help. */
export interface NetworkTrouble {
  readonly trouble: Trouble;
  readonly isWorthRetrying: boolean;
}

const timeoutCodes = /^(?:ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT)$/;
const dnsCodes = /^(?:ENOTFOUND|EAI_\w+)$/;
const connectionCodes =
  /^(?:ECONN\w+|EPIPE|EHOST\w+|ENET\w+|EADDR\w+|EACCES|EPERM|UND_ERR_(?:SOCKET|CLOSED|DESTROYED|RES_CONTENT_LENGTH_MISMATCH))$/;
/** Names that Node takes over from OpenSSL's certificate checks, and its own. */
const tlsCodes =
  /^(?:ERR_(?:TLS|SSL)_\w+|EPROTO|CERT_\w+|UNABLE_TO_\w+|\w*SELF_SIGNED\w*|CRL_\w+|ERROR_IN_\w+|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED)$/;

/**
 * Reads what kind of network trouble an error is, by the codes on it and its causes; undefined for
 * an error that is no network trouble, which then is a bug or a foreign protocol.
 */
export function readNetworkTrouble(error: unknown): NetworkTrouble | undefined {
  const codes = codesOf(error, 5);
  const has = (known: RegExp) => codes.some((code) => known.test(code));
  if (has(tlsCodes)) {
    return { trouble: 'tls', isWorthRetrying: false };
  }
  if (has(dnsCodes)) {
    return { trouble: 'dns', isWorthRetrying: true };
  }
  if (has(timeoutCodes)) {
    return { trouble: 'timeout', isWorthRetrying: true };
  }
  return has(connectionCodes) ? { trouble: 'connection', isWorthRetrying: true } : undefined;
}

/** Whether the other side answered with something that is not HTTP, or not bearable as such. */
export function isForeignProtocol(error: unknown): boolean {
  return error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError;
}

/** An error may wrap others: one as its cause, or several where each address of a host was tried. */
function codesOf(error: unknown, depth: number): string[] {
  if (!(error instanceof Error) || depth === 0) {
    return [];
  }
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const tried: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return [...own, ...[error.cause, ...tried].flatMap((inner) => codesOf(inner, depth - 1))];
}
