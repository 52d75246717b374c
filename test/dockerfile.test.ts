import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const ignored = readFileSync(join(root, '.dockerignore'), 'utf8');

function instructions(name: string): string[] {
  return dockerfile.split('\n').filter((line) => line.startsWith(`${name} `));
}

test('the Dockerfile passes the linter', () => {
  expect(
    validate(dockerfile).map(({ message, range }) => `${range.start.line}: ${message}`),
  ).toEqual([]);
});

test('the linter refuses a broken Dockerfile', () => {
  expect(validate('FORM node\n').length).toBeGreaterThan(0);
});

test('the image runs the Node that the repository pins, as a user who is not root', () => {
  const version = packageJson.devDependencies.node;
  expect(instructions('FROM').every((line) => line.includes(`node:${version}-`))).toBe(true);
  expect(instructions('USER')).toEqual(['USER node']);
  expect(dockerfile.indexOf('USER node')).toBeLessThan(dockerfile.indexOf('CMD ["node"'));
});

test('the image starts the bot as npm start does', () => {
  const command: unknown = JSON.parse(instructions('CMD')[0]?.slice('CMD '.length) ?? '');
  expect(command).toEqual(packageJson.scripts.start.split(' '));
});

test('the image holds no development dependency, playground or test', () => {
  expect(dockerfile).toContain('npm ci --omit=dev --ignore-scripts');
  const copied = instructions('COPY').flatMap((line) => line.split(' ').slice(1, -1));
  expect(copied.filter((path) => !path.startsWith('--from')).toSorted()).toEqual([
    '.npmrc',
    '/app/node_modules',
    'LICENSE',
    'package-lock.json',
    'package.json',
    'package.json',
    'src',
    'start.js',
  ]);
  const [first, ...allowed] = ignored
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(first).toBe('*');
  expect(
    allowed.every((line) => /^!(package(-lock)?\.json|\.npmrc|start\.js|LICENSE|src)$/.test(line)),
  ).toBe(true);
});

test('the image keeps what the bot remembers in a volume that its user may write', () => {
  expect(instructions('ENV')).toContain('ENV DATA_DIR=/data');
  expect(instructions('VOLUME')).toEqual(['VOLUME /data']);
  // Whatever is done to a folder after it became a volume is lost.
  const [made, declared] = ['chown node:node /data', 'VOLUME /data'].map((part) =>
    dockerfile.indexOf(part),
  );
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThan(declared ?? 0);
  expect(declared).toBeLessThan(dockerfile.indexOf('USER node'));
});

test('the image says how it is watched and stopped', () => {
  expect(dockerfile).toContain('HEALTHCHECK');
  expect(dockerfile).toContain('/healthz');
  expect(dockerfile).toContain('STOPSIGNAL SIGTERM');
});
