import type { SandboxRun } from './sandbox-run.ts';
import { PROJECT, PROJECT_SLUG } from './wire.ts';

/** The page of one run: says what stands here in Empirical. */
export function runPage(id: string, testId: string | null, run: SandboxRun | undefined): string {
  const test = testId ? `<p>The test asked for: <code>${escapeHtml(testId)}</code></p>` : '';
  const about = run ? `<p>${escapeHtml(run.title)}. ${escapeHtml(run.expectation)}</p>` : '';
  return page(
    `Test run #${escapeHtml(id)}`,
    `<p>This is where Empirical's dashboard would show run #${escapeHtml(id)} of
${escapeHtml(PROJECT.name)}.</p>${about}${test}${BACK}`,
  );
}

/** The list of runs, each with its page. */
export function runsPage(runs: readonly SandboxRun[]): string {
  const items = runs.map(
    ({ id, title }) =>
      `<li><a href="/${PROJECT_SLUG}/test-runs/${id}">#${id}</a> ${escapeHtml(title)}</li>`,
  );
  return page('Sandbox runs', `<ul>${items.join('')}</ul>`);
}

/** The page behind `build_url`. */
export function buildPage(name: string): string {
  return page(
    `Build ${escapeHtml(name)}`,
    `<p>This is where the build under test would run.</p>${BACK}`,
  );
}

/** Says that there is nothing at this address. */
export function missingPage(): string {
  return page('Page not found', BACK);
}

const BACK = `<p><a href="/${PROJECT_SLUG}/test-runs">All sandbox runs</a></p>`;

function page(heading: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${heading} · Sandbox Empirical</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
  code { overflow-wrap: anywhere; }
  li { padding: 0.2rem 0; }
</style>
<p><small>Sandbox Empirical · no real data</small></p>
<h1>${heading}</h1>
${body}
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
