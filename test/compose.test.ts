import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../src/config.ts';

const root = join(import.meta.dirname, '..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const document = parseDocument(text('compose.yaml'));

const seconds = z
  .string()
  .regex(/^\d+s$/)
  .transform((written) => Number.parseInt(written, 10));

const service = z.strictObject({
  image: z.string(),
  build: z.literal('.').optional(),
  env_file: z.literal('.env').optional(),
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.string() })).default({}),
  configs: z.array(z.strictObject({ source: z.string(), target: z.string() })).optional(),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  healthcheck: z.strictObject({
    test: z.tuple([z.literal('CMD')], z.string()),
    interval: seconds,
    timeout: seconds,
    retries: z.int(),
    start_period: seconds,
    start_interval: seconds,
  }),
  restart: z.literal('unless-stopped'),
  stop_grace_period: seconds,
  read_only: z.literal(true).optional(),
  cap_drop: z.tuple([z.literal('ALL')]).optional(),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]).optional(),
});

const composition = z
  .strictObject({
    name: z.string(),
    'x-bot': service,
    services: z.strictObject({
      'bot-1': service,
      'bot-2': service,
      database: service,
      proxy: service,
    }),
    volumes: z.strictObject({ database: z.null() }),
    configs: z.strictObject({ proxy: z.strictObject({ content: z.string() }) }),
  })
  .parse(document.toJS());

const { database, proxy, ...bots } = composition.services;
const proxyLines = composition.configs.proxy.content.split('\n').map((line) => line.trim());
const ownPassword = 'letters4nd1gits';

/** What Compose makes of a text: variables of `.env` in their places, defaults where they are not set. */
function filledIn(value: string): string {
  return value
    .replaceAll(/\$\{POSTGRES_PASSWORD:\?[^}]+\}/g, ownPassword)
    .replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
}

function proxySettings(name: string): string[] {
  return proxyLines
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1));
}

test('compose.yaml is YAML without a doubt', () => {
  expect([...document.errors, ...document.warnings]).toEqual([]);
});

test('nothing starts without a password of the database, and none is written down', () => {
  expect(database.environment['POSTGRES_PASSWORD']).toMatch(/^\$\{POSTGRES_PASSWORD:\?[^}]+\}$/);
  expect(text('compose.yaml').match(/\$\{POSTGRES_PASSWORD(?!:\?[^}]+\})/)).toBeNull();
  expect(text('.env.example')).toContain('#POSTGRES_PASSWORD=\n');
});

test.each(Object.entries(bots))('%s is told only what the bot knows', (_, { environment }) => {
  const known = [...text('src/config.ts').matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name);
  expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
  const config = readConfig({
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'x',
    EMPIRICAL_API_KEY: 'x',
    ...Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, filledIn(value)]),
    ),
  });
  expect(config).toMatchObject({ host: '0.0.0.0', port: 3000 });
});

test.each(Object.entries(bots))('%s waits for the database, and finds it', (_, bot) => {
  expect(bot.depends_on).toEqual({ database: { condition: 'service_healthy' } });
  const url = new URL(filledIn(bot.environment['DATABASE_URL'] ?? ''));
  const { POSTGRES_USER: user, POSTGRES_DB: name } = database.environment;
  expect(url.hostname in composition.services).toBe(true);
  expect(url).toMatchObject({
    hostname: 'database',
    port: '5432',
    username: user,
    password: ownPassword,
    pathname: `/${name}`,
  });
});

test.each(Object.entries(bots))('%s has the time that a stop may take', (_, bot) => {
  expect(bot.stop_grace_period).toBeGreaterThanOrEqual(15);
});

test('the bots are the same but for their names', () => {
  expect(bots['bot-1']).toEqual(bots['bot-2']);
});

test('the bots are healthy when they are ready, so that an update waits for that', () => {
  for (const { healthcheck, environment } of Object.values(bots)) {
    expect(healthcheck.test.slice(0, 3)).toEqual(['CMD', 'node', '-e']);
    expect(healthcheck.test[3]).toContain(`http://127.0.0.1:${environment['PORT']}/readyz`);
    expect(() => new Function(healthcheck.test[3] ?? '{')).not.toThrow();
  }
});

test('images that are not built here are pinned', () => {
  expect([database.image, proxy.image]).toEqual([
    expect.stringMatching(/^postgres:\d+\.\d+-alpine$/),
    expect.stringMatching(/^haproxy:\d+\.\d+\.\d+-alpine$/),
  ]);
});

test('the database keeps what it has in a volume, where its version looks for it', () => {
  expect(database.image).toMatch(/^postgres:18\./);
  expect(database.volumes).toEqual(['database:/var/lib/postgresql']);
});

test('only the proxy can be reached from outside', () => {
  const { ports, ...others } = proxy;
  expect(ports.map(filledIn)).toEqual(['3000:3000']);
  expect(others.configs).toEqual([
    { source: 'proxy', target: '/usr/local/etc/haproxy/haproxy.cfg' },
  ]);
  expect([...Object.values(bots), database].flatMap((one) => one.ports)).toEqual([]);
});

test('the proxy knows both bots, and asks each whether it is ready', () => {
  expect(proxySettings('server')).toEqual(
    Object.entries(bots).map(([name, bot]) => `${name} ${name}:${bot.environment['PORT']}`),
  );
  expect(proxySettings('bind')).toEqual([':3000']);
  expect(proxySettings('default-server')[0]).toMatch(/^check inter 1s fall 1 rise 1 /);
  expect(proxySettings('option')).toContain('httpchk GET /readyz');
});

test('the proxy hands a request on only where the first bot has done nothing with it', () => {
  expect(proxySettings('retry-on')).toEqual(['conn-failure 503']);
  expect(proxySettings('option')).toEqual(
    expect.arrayContaining(['redispatch 1', 'http-buffer-request', 'http-server-close']),
  );
});

test('the proxy’s configuration holds nothing that Compose would fill in', () => {
  expect(composition.configs.proxy.content).not.toContain('$');
});
