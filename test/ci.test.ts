import { access, constants, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };

const root = new URL('../', import.meta.url);
const readme = await readFile(new URL('README.md', root), 'utf8');

/** The commands that the README's shell blocks tell people to type, one a line. */
const told = [...readme.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].flatMap(([, block = '']) =>
  linesOf(block),
);

const scripts: Readonly<Record<string, string>> = packageJson.scripts;

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

describe('the README', () => {
  it('tells one command to see the playground and one to check everything', () => {
    expect(told.filter((line) => line.startsWith('npm'))).toEqual([
      'npm ci && npm run playground',
      'npm ci && npm test',
    ]);
  });

  it('tells no npm script that is not there', () => {
    const named = [...readme.matchAll(/npm (?:run (\S+?)|(start|test))(?=[`\s])/g)].map(
      ([, run, short]) => run ?? short ?? '',
    );
    expect(named).toContain('playground');
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('leads to a file where a script starts one', async () => {
    const files = Object.values(scripts).flatMap(
      (line) => /^node (?:--\S+ )*(\S+)/.exec(line)?.[1] ?? [],
    );
    expect(files).toContain('playground/main.ts');
    await Promise.all(files.map((file) => access(new URL(file, root))));
  });
});

describe('.ci/run', () => {
  const file = new URL('.ci/run', root);

  it("runs exactly the README's test command, in this checkout", async () => {
    const [shebang, ...lines] = linesOf(await readFile(file, 'utf8'));
    expect(shebang).toBe('#!/usr/bin/env bash');
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual([
      'set -euo pipefail',
      'cd "$(dirname "$0")/.."',
      told.find((line) => line.endsWith('npm test')),
    ]);
  });

  it('can be executed', async () => {
    await access(file, constants.X_OK);
  });
});
