import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe('every variable', () => {
  const text = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  const names = [...text('src/config.ts').matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name);

  it.each(names)('%s stands in the README and in .env.example', (name) => {
    expect(text('README.md')).toMatch(new RegExp(`^\\| .*\`${name}\`.* \\|`, 'm'));
    expect(text('.env.example')).toMatch(new RegExp(`^#?${name}=`, 'm'));
  });
});
