import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../src/config.ts';
import type { Bot } from '../src/handlers/bot.ts';
import { type ListenerRegistry, registerListeners } from '../src/handlers/index.ts';
import { requiredScopes } from '../src/slack-start.ts';
import { manifestSchema } from './support/manifest-schema.ts';

const root = join(import.meta.dirname, '..');
const manifestText = readFileSync(join(root, 'manifest.yml'), 'utf8');
const manifest = manifestSchema.parse(parse(manifestText));

/** What Slack asks for each Web API method that the bot calls. */
const scopesOfMethods: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'chat.postMessage': ['chat:write', 'chat:write.public'],
  'chat.postEphemeral': ['chat:write'],
  'chat.unfurl': ['links:write'],
  'chat.update': ['chat:write'],
  'conversations.info': ['channels:read', 'groups:read'],
};

const scopesOfEvents: Readonly<Record<string, string>> = {
  app_mention: 'app_mentions:read',
  link_shared: 'links:read',
};

function listeners() {
  const found = { commands: [''], events: [''], actions: [''] };
  const registry: ListenerRegistry = {
    command: (name: unknown) => void found.commands.push(String(name)),
    event: (name: unknown) => void found.events.push(String(name)),
    action: (name: unknown) => void found.actions.push(String(name)),
  };
  const bot: Pick<Bot, 'inHand'> = {
    inHand: { track: (work) => work, size: () => 0, drained: async () => true },
  };
  registerListeners(registry, Object.assign(Object.create(null), bot));
  return {
    commands: found.commands.slice(1).sort(),
    events: found.events.slice(1).sort(),
    actions: found.actions.slice(1).sort(),
  };
}

function calledMethods(): string[] {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(root, 'src', path), 'utf8'));
  const calls = sources.flatMap((source) => [
    ...source.matchAll(/\b(?:clients\.(?:replies|reads)|client)\.([a-z]+(?:\.[a-zA-Z]+)+)\(/g),
  ]);
  return [...new Set([...calls.map(([, method = '']) => method), 'auth.test'])]
    .filter((method) => !/^(?:on|disconnect)/.test(method))
    .sort();
}

describe('manifest.yml', () => {
  test('follows the rules of the public manifest schema', () => {
    expect(manifestSchema.safeParse(parse(manifestText)).error).toBeUndefined();
  });

  test('is refused by those rules when a key, a length or a pattern is off', () => {
    const broken = [
      { ...manifest, extra: true },
      { ...manifest, display_information: { name: 'x'.repeat(36) } },
      {
        ...manifest,
        features: { ...manifest.features, unfurl_domains: ['https://dash.empirical.run'] },
      },
      { ...manifest, display_information: { name: 'x', long_description: 'too short' } },
    ];
    expect(broken.map((one) => manifestSchema.safeParse(one).success)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test('has every command, event and button listener of the code, and no other', () => {
    const { commands, events, actions } = listeners();
    expect(manifest.features?.slash_commands?.map(({ command }) => command).sort()).toEqual(
      commands,
    );
    expect(manifest.settings?.event_subscriptions?.bot_events?.toSorted()).toEqual(events);
    expect(actions.length).toBeGreaterThan(0);
    expect(manifest.settings?.interactivity?.is_enabled).toBe(true);
  });

  test('asks for exactly the scopes that the listeners and the called methods need', () => {
    const { events } = listeners();
    const methods = calledMethods();
    expect(methods.filter((method) => scopesOfMethods[method] === undefined)).toEqual([]);
    const needed = new Set([
      'commands',
      ...events.map((event) => scopesOfEvents[event]),
      ...methods.flatMap((method) => scopesOfMethods[method] ?? []),
    ]);
    expect(manifest.oauth_config?.scopes.bot.toSorted()).toEqual([...needed].sort());
    expect(requiredScopes.toSorted()).toEqual([...needed].sort());
  });

  test('sends everything to the one route that the bot has, and unfurls the default dashboard', () => {
    const urls = [
      ...(manifest.features?.slash_commands?.map(({ url }) => url) ?? []),
      manifest.settings?.event_subscriptions?.request_url,
      manifest.settings?.interactivity?.request_url,
    ];
    expect(new Set(urls).size).toBe(1);
    expect(new URL(urls[0] ?? '').pathname).toBe('/slack/events');
    const config = readConfig({
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: 's',
      EMPIRICAL_API_KEY: 'k',
    });
    const hosts = config.empirical.dashboardOrigins.map((origin) => new URL(origin).hostname);
    expect(manifest.features?.unfurl_domains).toEqual(hosts);
  });

  test('becomes a Socket Mode manifest as its comment says', () => {
    const lines = manifestText
      .split('\n')
      .filter((line) => line.startsWith('#') || !line.includes('https://'));
    const text = lines
      .join('\n')
      .replace('socket_mode_enabled: false', 'socket_mode_enabled: true');
    const variant = manifestSchema.parse(parse(text));
    expect(manifestText.split('\n').length - lines.length).toBe(3);
    expect(variant.settings?.socket_mode_enabled).toBe(true);
  });
});
