import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const compiler = fileURLToPath(import.meta.resolve('typescript/package.json')).replace(
  /package\.json$/,
  'bin/tsc',
);
const project = fileURLToPath(
  new URL('../../../playground/page/static/tsconfig.json', import.meta.url),
);

it("the page's browser script agrees with its types", async () => {
  const checking = promisify(execFile)(process.execPath, [compiler, '-p', project]);
  await expect(checking).resolves.toMatchObject({ stdout: '' });
});
