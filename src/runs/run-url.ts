import type { RunReference } from './reference.ts';
import { parseRunId } from './run-id.ts';

/** Longest address that is looked at, in UTF-16 units. */
const maxRunUrlLength = 3_000;

const pagePath = /^\/([^/]{1,300})\/test-runs\/(\d{1,16})(?:\/debug\/(?:html|sigterm))?\/?$/;
const sanePathSegment = /^[\w][\w.~-]{0,99}$/;
/** First segments that the dashboard keeps for itself, so that no project can be called by them. */
const reservedSegments: ReadonlySet<string> = new Set([
  'api',
  'login',
  'logout',
  'settings',
  'signup',
]);
const testIdForm = /^[0-9a-f]{20}-[0-9a-f]{20}$/;

/** Where run pages live. */
export interface DashboardOptions {
  /** Origins such as `https://dash.empirical.run`; a link must match one in scheme, host and port. */
  readonly dashboardOrigins: readonly string[];
}

/**
 * Reads the address of a run page, or of the login page that leads to one; any other address gives
 * undefined, lists, settings, reports, API addresses and look-alike hosts among them.
 */
export function parseRunUrl(url: string, options: DashboardOptions): RunReference | undefined {
  const page = parseDashboardUrl(url, options);
  if (page === undefined) {
    return undefined;
  }
  return /^\/login\/?$/.test(page.pathname) ? parseLogin(page) : parsePage(page);
}

/** Builds the address of a run's page. */
export function runUrl(page: { dashboardOrigin: string; slug: string; id: number }): string {
  const origin = page.dashboardOrigin.replace(/\/$/, '');
  return `${origin}/${encodeURIComponent(page.slug)}/test-runs/${page.id}`;
}

/** Builds the address of one test in a run. */
export function testUrl(page: {
  dashboardOrigin: string;
  slug: string;
  id: number;
  testId: string;
}): string {
  return `${runUrl(page)}?test_id=${encodeURIComponent(page.testId)}`;
}

/** User-info, backslashes and control characters are how an address pretends to be on another host. */
function parseDashboardUrl(text: string, options: DashboardOptions): URL | undefined {
  if (text.length > maxRunUrlLength || isDevious(text)) {
    return undefined;
  }
  if (!/^https?:\/\/[^/?#@]+(?:[/?#]|$)/i.test(text)) {
    return undefined;
  }
  const url = URL.parse(text);
  if (url === null) {
    return undefined;
  }
  const known = options.dashboardOrigins.some((origin) => URL.parse(origin)?.origin === url.origin);
  return known ? url : undefined;
}

function isDevious(text: string): boolean {
  return /[\s\\\p{Cc}]/u.test(text);
}

function parseLogin(login: URL): RunReference | undefined {
  const path = login.searchParams.get('returnTo') ?? '';
  if (!path.startsWith('/') || path.startsWith('//') || isDevious(path)) {
    return undefined;
  }
  const page = URL.parse(path, login.origin);
  return page !== null && page.origin === login.origin ? parsePage(page) : undefined;
}

function parsePage(page: URL): RunReference | undefined {
  const [, segment = '', digits = ''] = pagePath.exec(page.pathname) ?? [];
  const id = parseRunId(digits);
  const slug = decodeSlug(segment);
  if (id === undefined || slug === undefined) {
    return undefined;
  }
  return { id, slug, ...testOf(page.searchParams) };
}

function decodeSlug(segment: string): string | undefined {
  try {
    const decoded = decodeURIComponent(segment);
    const isSlug = sanePathSegment.test(decoded) && !reservedSegments.has(decoded.toLowerCase());
    return isSlug ? decoded : undefined;
  } catch {
    return undefined;
  }
}

function testOf(query: URLSearchParams): Pick<RunReference, 'testId' | 'testSlug'> {
  const testId = ['test_id', 'pw_test_id', 'test_case_id']
    .map((name) => query.get(name)?.toLowerCase() ?? '')
    .find((value) => testIdForm.test(value));
  const testSlug = query.get('detail') ?? '';
  return {
    ...(testId === undefined ? {} : { testId }),
    ...(/^[a-z0-9]{1,64}$/i.test(testSlug) ? { testSlug } : {}),
  };
}
