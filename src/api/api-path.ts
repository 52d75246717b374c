/**
 * Builds the address of one run under the API's base, which may carry a path of its own.
 *
 * @throws RangeError for anything but a positive safe integer, so that nothing else can get into a path
 */
export function testRunUrl(baseUrl: string, runId: number): URL {
  if (!Number.isSafeInteger(runId) || runId < 1) {
    throw new RangeError('not a run id');
  }
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/api/test-runs/${runId}`;
  url.search = '';
  url.hash = '';
  return url;
}
