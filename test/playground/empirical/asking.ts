import type { SandboxEmpirical } from '../../../playground/empirical/server.ts';
import { getTestRunResponse, summaryDetail } from './documented-contract.ts';

/** Asks the sandbox's API with its key; redirects are not followed. */
export function ask(
  sandbox: SandboxEmpirical,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${sandbox.url}${path}`, {
    headers: { authorization: `Bearer ${sandbox.apiKey}`, ...headers },
    redirect: 'manual',
  });
}

/** One run that fits the contract, with those of its details that have the usual form. */
export async function readRun(sandbox: SandboxEmpirical, id: number) {
  const response = await ask(sandbox, `/api/test-runs/${id}`);
  const { testRun, flattenedSummaryDetails } = getTestRunResponse.parse(await response.json()).data
    .test_run;
  const details = flattenedSummaryDetails.flatMap((item) => {
    const detail = summaryDetail.safeParse(item);
    return detail.success ? [detail.data] : [];
  });
  return { testRun, details, listed: flattenedSummaryDetails.length };
}
