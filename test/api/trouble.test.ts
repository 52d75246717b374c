import { errors } from 'undici';
import { describe, expect, it } from 'vitest';
import { isForeignProtocol, readNetworkTrouble } from '../../src/api/trouble.ts';

function coded(code: string, cause?: unknown): Error {
  return Object.assign(new Error(code, { cause }), { code });
}

describe('readNetworkTrouble', () => {
  it.each([
    ['ENOTFOUND', 'dns', true],
    ['EAI_AGAIN', 'dns', true],
    ['ECONNREFUSED', 'connection', true],
    ['ECONNRESET', 'connection', true],
    ['EPIPE', 'connection', true],
    ['EHOSTUNREACH', 'connection', true],
    ['ENETUNREACH', 'connection', true],
    ['UND_ERR_SOCKET', 'connection', true],
    ['ETIMEDOUT', 'timeout', true],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', true],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout', true],
    ['UND_ERR_BODY_TIMEOUT', 'timeout', true],
    ['CERT_HAS_EXPIRED', 'tls', false],
    ['CERT_NOT_YET_VALID', 'tls', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', false],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls', false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', false],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', false],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', false],
    ['EPROTO', 'tls', false],
  ])('reads %s as %s, worth a retry: %s', (code, trouble, isWorthRetrying) => {
    const expected = { trouble, isWorthRetrying };
    expect(readNetworkTrouble(coded(code))).toEqual(expected);
    expect(readNetworkTrouble(new TypeError('failed', { cause: coded(code) }))).toEqual(expected);
    expect(readNetworkTrouble(new AggregateError([coded(code), coded(code)]))).toEqual(expected);
  });

  it('lets the cause that says more win over the general code around it', () => {
    const wrapped = coded('UND_ERR_SOCKET', coded('CERT_HAS_EXPIRED'));
    expect(readNetworkTrouble(wrapped)?.trouble).toBe('tls');
  });

  it.each([
    [new Error('a bug')],
    [coded('UND_ERR_INVALID_ARG')],
    [coded('ERR_INVALID_URL')],
    [Object.assign(new Error('odd'), { code: 5 })],
    ['ECONNRESET'],
    [undefined],
  ])('makes no network trouble of %s', (error) => {
    expect(readNetworkTrouble(error)).toBeUndefined();
  });

  it('survives an error that is its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(readNetworkTrouble(error)).toBeUndefined();
  });
});

describe('isForeignProtocol', () => {
  it('knows what a parser could not read', () => {
    expect(isForeignProtocol(new errors.HTTPParserError('bad'))).toBe(true);
    expect(isForeignProtocol(new errors.HeadersOverflowError('much'))).toBe(true);
    expect(isForeignProtocol(new errors.SocketError('closed'))).toBe(false);
  });
});
