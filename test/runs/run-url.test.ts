import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRunUrl, runUrl, testUrl } from '../../src/runs/run-url.ts';

const dashboardOrigins = ['https://dash.empirical.run', 'http://127.0.0.1:3211'];
const testId = 'a30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee';
const dash = 'https://dash.empirical.run';
const page = `${dash}/acme/test-runs/48213`;
const run = { id: 48213, slug: 'acme' };
const parse = (url: string) => parseRunUrl(url, { dashboardOrigins });
const login = (path: string) => `${dash}/login?returnTo=${encodeURIComponent(path.toWellFormed())}`;

describe('parseRunUrl', () => {
  it.each([
    [page, run],
    [`${page}/`, run],
    [`${page}#top`, run],
    [`${page}?status=failed&group_by=none`, run],
    [`${page}?group_by=failing_line`, run],
    [`${page}?status=none`, run],
    [`${page}?test_id=${testId}`, { ...run, testId }],
    [`${page}?test_id=${testId.toUpperCase()}`, { ...run, testId }],
    [`${page}?status=failed&test_id=${testId}#x`, { ...run, testId }],
    [`${page}?pw_test_id=${testId}`, { ...run, testId }],
    [`${page}?test_case_id=${testId}`, { ...run, testId }],
    [`${page}?test_id=17&test_case_id=${testId}`, { ...run, testId }],
    [`${page}?test_id=17`, run],
    [`${page}?detail=k3f9x2`, { ...run, testSlug: 'k3f9x2' }],
    [`${page}?detail=not-alnum`, run],
    [`${page}/debug/html`, run],
    [`${page}/debug/sigterm`, run],
    [`HTTPS://DASH.Empirical.RUN/acme/test-runs/48213`, run],
    [`https://dash.empirical.run:443/acme/test-runs/48213`, run],
    [`http://127.0.0.1:3211/acme/test-runs/48213`, run],
    [`${dash}/acme%2Dshop/test-runs/7`, { id: 7, slug: 'acme-shop' }],
    [`${dash}/api-tests/test-runs/7`, { id: 7, slug: 'api-tests' }],
    [`${dash}/settings2/test-runs/7`, { id: 7, slug: 'settings2' }],
    [login('/acme/test-runs/48213'), run],
    [login(`/acme/test-runs/48213?test_id=${testId}`), { ...run, testId }],
    [`${dash}/acme/test-runs/${Number.MAX_SAFE_INTEGER}`, { ...run, id: Number.MAX_SAFE_INTEGER }],
  ])('reads %s', (url, reference) => {
    expect(parse(url)).toEqual(reference);
  });

  it.each([
    `${dash}/acme/test-runs`,
    `${dash}/acme/test-runs?status=passed`,
    `${dash}/acme/test-runs?branch=main`,
    `${dash}/acme/snoozes`,
    `${dash}/acme/test-cases`,
    `${dash}/acme/settings/webhooks`,
    `${dash}/acme/environments/48213`,
    `${dash}/test-runs/48213`,
    `${dash}/a/b/test-runs/48213`,
    `${dash}//acme/test-runs/48213`,
    `${page}/debug`,
    `${page}/debug/other`,
    `${page}/cases`,
    `${dash}/api/test-runs/48213`,
    ...[
      'API',
      'login',
      'Login',
      'logout',
      'settings',
      'SETTINGS',
      'signup',
      '%61pi',
      'logi%6E',
    ].map((section) => `${dash}/${section}/test-runs/48213`),
    `${dash}/settings/test-runs/48213/debug/html`,
    `${dash}/login/test-runs/48213?returnTo=%2Facme%2Ftest-runs%2F48213`,
    'https://api.empirical.run/api/test-runs/48213',
    'https://reports.empirical.run/acme-shop/21740098815/index.html',
    'https://reports.empirical.run/acme/test-runs/48213',
    ...['0', '-3', '1e9', '12.5', '007', '٤٥', '%34', '9007199254740993', '1'.repeat(25), 'x'].map(
      (id) => `${dash}/acme/test-runs/${id}`,
    ),
    `${dash}/%2e%2e%2f/test-runs/48213`,
    `${dash}/a%2Fb/test-runs/48213`,
    `${dash}/%00/test-runs/48213`,
    `${dash}/%zz/test-runs/48213`,
    `${dash}/<script>/test-runs/48213`,
    `${dash}/${'a'.repeat(101)}/test-runs/48213`,
    `${page}?x=${'y'.repeat(3000)}`,
  ])('is not a run page: %s', (url) => {
    expect(parse(url)).toBeUndefined();
  });

  it.each([
    'https://dash.empirical.run.evil.example/acme/test-runs/48213',
    'https://evil.example/dash.empirical.run/acme/test-runs/48213',
    'https://evil-dash.empirical.run/acme/test-runs/48213',
    'https://dash-empirical.run/acme/test-runs/48213',
    'https://dash.empirical.run./acme/test-runs/48213',
    'https://dash.empirical.run:8443/acme/test-runs/48213',
    'http://dash.empirical.run/acme/test-runs/48213',
    'https://127.0.0.1:3211/acme/test-runs/48213',
    'https://user@dash.empirical.run/acme/test-runs/48213',
    'https://user:secret@dash.empirical.run/acme/test-runs/48213',
    'https://@dash.empirical.run/acme/test-runs/48213',
    'https://dash.empirical.run@evil.example/acme/test-runs/48213',
    'https://evil.example\\@dash.empirical.run/acme/test-runs/48213',
    'https://dash.empirical.run\\.evil.example/acme/test-runs/48213',
    'https:dash.empirical.run/acme/test-runs/48213',
    '//dash.empirical.run/acme/test-runs/48213',
    'ftp://dash.empirical.run/acme/test-runs/48213',
    'javascript:https://dash.empirical.run/acme/test-runs/48213',
    'https://dash.empi\nrical.run/acme/test-runs/48213',
  ])('refuses another place: %s', (url) => {
    expect(parse(url)).toBeUndefined();
  });

  it.each([
    '//evil.example/acme/test-runs/48213',
    '//dash.empirical.run/acme/test-runs/48213',
    '/\\evil.example/acme/test-runs/48213',
    '/\t/evil.example/acme/test-runs/48213',
    'https://evil.example/acme/test-runs/48213',
    'https://dash.empirical.run/acme/test-runs/48213',
    'acme/test-runs/48213',
    '/login?returnTo=%2Facme%2Ftest-runs%2F48213',
    '%2Facme%2Ftest-runs%2F48213',
    '/acme/test-runs',
    '/api/test-runs/48213',
    '/Settings/test-runs/48213',
    '/login/test-runs/48213',
    '',
  ])('refuses a login that returns to %j', (path) => {
    expect(parse(login(path))).toBeUndefined();
  });

  it('refuses a login without a way back', () => {
    expect(parse(`${dash}/login`)).toBeUndefined();
  });

  it('reads links on a configured origin that is written with a slash at its end', () => {
    const options = { dashboardOrigins: ['https://runs.acme.example/', 'not an origin'] };
    expect(parseRunUrl('https://runs.acme.example/acme/test-runs/1', options)?.id).toBe(1);
    expect(parseRunUrl(page, options)).toBeUndefined();
  });

  it('gives back what runUrl and testUrl were given', () => {
    const hex = fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        fc
          .stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.~-]{0,99}$/)
          .filter((slug) => !/^(?:api|login|logout|settings|signup)$/i.test(slug)),
        fc.tuple(hex, hex).map(([head, tail]) => `${head.join('')}-${tail.join('')}`),
        (id, slug, linkedTestId) => {
          const dashboardOrigin = dash;
          expect(parse(runUrl({ dashboardOrigin, slug, id }))).toEqual({ id, slug });
          const url = testUrl({ dashboardOrigin: `${dash}/`, slug, id, testId: linkedTestId });
          expect(parse(url)).toEqual({ id, slug, testId: linkedTestId });
        },
      ),
    );
  });

  it('accepts no host but the configured ones, however the address is put together', () => {
    const piece = fc.constantFrom(
      ...[
        'https://',
        'http://',
        'dash.empirical.run',
        'evil.example',
        '@',
        ':',
        '/',
        '\\',
        '#',
        '?',
      ],
      ...['//', '.', '%2f', ':443', '\t', ' ', '/acme/test-runs/5', '/login?returnTo=', 'ｄash'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const url = `https://${pieces.join('')}/acme/test-runs/5`;
        if (parse(url) === undefined) {
          return;
        }
        expect(new URL(url).origin).toBe(dash);
        expect(new URL(url).username).toBe('');
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws, and every id it gives is a positive safe integer', () => {
    const path = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(path, (tail) => {
        for (const text of [
          tail,
          `https://${tail}`,
          `${dash}/${tail}`,
          `${page}${tail}`,
          login(`/${tail}`),
        ]) {
          const reference = parse(text);
          if (reference === undefined) {
            continue;
          }
          expect(Number.isSafeInteger(reference.id) && reference.id > 0).toBe(true);
        }
      }),
    );
  });
});

describe('runUrl', () => {
  it('keeps a strange slug inside its path segment', () => {
    expect(runUrl({ dashboardOrigin: dash, slug: '../a?b#c', id: 1 })).toBe(
      `${dash}/..%2Fa%3Fb%23c/test-runs/1`,
    );
  });
});
