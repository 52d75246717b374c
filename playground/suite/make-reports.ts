import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumExecutable } from '../browser/chromium.ts';
import type { ShopBuild } from './shop.ts';

const REPORTS: readonly (readonly [file: string, build: ShopBuild])[] = [
  ['failing-run.json', 'checkout-rewrite'],
  ['passing-run.json', 'release'],
  ['snoozed-run.json', 'invoice-outage'],
];

const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const reports = fileURLToPath(new URL('./reports', import.meta.url));
const raw = join(repository, 'node_modules', '.cache', 'shop-suite-report.json');

const chromium = await chromiumExecutable();
await mkdir(reports, { recursive: true });
for (const [file, build] of REPORTS) {
  await rm(raw, { force: true });
  const output = await runSuite(build);
  if (!existsSync(raw)) {
    throw new Error(`Playwright wrote no report for ${build}:\n${output}`);
  }
  await writeFile(join(reports, file), withoutMachinePaths(await readFile(raw, 'utf8')));
  process.stdout.write(`playground/suite/reports/${file}: the ${build} build\n`);
}

// Failing tests are wanted, so Playwright's exit code says nothing: only a missing report does.
function runSuite(build: ShopBuild): Promise<string> {
  const playwright = join(repository, 'node_modules', '@playwright', 'test', 'cli.js');
  const config = fileURLToPath(new URL('./playwright.config.ts', import.meta.url));
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [playwright, 'test', '--config', config],
      {
        cwd: repository,
        env: {
          ...chromium.env,
          CHROMIUM_PATH: chromium.path,
          SHOP_BUILD: build,
          PLAYWRIGHT_JSON_OUTPUT_FILE: raw,
        },
      },
      (_failed, stdout, stderr) => resolve(stdout + stderr),
    );
  });
}

/** The report as if the repository lay in `/app`, the place it has in a container. */
function withoutMachinePaths(report: string): string {
  const generic = report
    .replaceAll(join(repository, 'node_modules', '.cache', 'shop-suite'), '/app/test-results')
    .replaceAll(repository, '/app');
  return `${generic.trimEnd()}\n`;
}
