import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const botToken = 'xoxb-1111-2222-abcdefgh';
const apiKey = 'emp_key_0123456789';

const webhookSecret = `whsec_${Buffer.from('a key of 24 bytes, no less').toString('base64url')}`;

const least = {
  SLACK_BOT_TOKEN: botToken,
  SLACK_SIGNING_SECRET: '8f742231b10e8888abcd99yyyzzz85a5',
  EMPIRICAL_API_KEY: apiKey,
};

function problemsOf(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('fills in every default', () => {
    expect(readConfig(least)).toEqual({
      slack: {
        botToken,
        signingSecret: '8f742231b10e8888abcd99yyyzzz85a5',
        appToken: undefined,
        apiUrl: 'https://slack.com/api/',
      },
      empirical: {
        apiKey,
        apiUrl: 'https://api.empirical.run',
        dashboardOrigins: ['https://dash.empirical.run'],
        projectSlug: undefined,
        timeoutMs: 10_000,
        webhookSecret: undefined,
      },
      storage: { databaseUrl: undefined, dataDir: './data' },
      allowExternalChannels: new Set(),
      host: '0.0.0.0',
      port: 3000,
      logLevel: 'info',
    });
  });

  it('takes every variable', () => {
    const config = readConfig({
      ...least,
      SLACK_APP_TOKEN: 'xapp-1-A0-1-abc',
      SLACK_API_URL: 'http://127.0.0.1:3211/api',
      EMPIRICAL_API_URL: 'http://127.0.0.1:3212/base/',
      EMPIRICAL_DASHBOARD_URL: 'https://dash.acme.example/, https://dash.empirical.run/acme',
      EMPIRICAL_PROJECT_SLUG: 'acme-shop',
      EMPIRICAL_TIMEOUT_MS: '2500',
      EMPIRICAL_WEBHOOK_SECRET: webhookSecret,
      DATABASE_URL: 'postgresql://bot:pa%40ss@db.example:5433/testrun?sslmode=require',
      DATA_DIR: '/data',
      ALLOW_EXTERNAL_CHANNELS: 'C0123ABCD, G0456EFGH,',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'DEBUG',
    });
    expect(config).toMatchObject({
      slack: { appToken: 'xapp-1-A0-1-abc', apiUrl: 'http://127.0.0.1:3211/api/' },
      empirical: {
        apiUrl: 'http://127.0.0.1:3212/base/',
        dashboardOrigins: ['https://dash.acme.example', 'https://dash.empirical.run'],
        projectSlug: 'acme-shop',
        timeoutMs: 2500,
        webhookSecret,
      },
      storage: {
        databaseUrl: 'postgresql://bot:pa%40ss@db.example:5433/testrun?sslmode=require',
        dataDir: '/data',
      },
      allowExternalChannels: new Set(['C0123ABCD', 'G0456EFGH']),
      host: '127.0.0.1',
      port: 0,
      logLevel: 'debug',
    });
  });

  it('takes white space off both ends of values', () => {
    const config = readConfig({ ...least, EMPIRICAL_API_KEY: ` ${apiKey}\n`, PORT: ' 8080 ' });
    expect(config.empirical.apiKey).toBe(apiKey);
    expect(config.port).toBe(8080);
  });

  it.each(['', ' ', '\t\n'])('counts a blank variable (%j) as unset', (blank) => {
    const names = [
      'SLACK_APP_TOKEN',
      'SLACK_API_URL',
      'EMPIRICAL_API_URL',
      'EMPIRICAL_DASHBOARD_URL',
      'EMPIRICAL_PROJECT_SLUG',
      'EMPIRICAL_TIMEOUT_MS',
      'EMPIRICAL_WEBHOOK_SECRET',
      'DATABASE_URL',
      'DATA_DIR',
      'ALLOW_EXTERNAL_CHANNELS',
      'HOST',
      'PORT',
      'LOG_LEVEL',
    ];
    const blanks = Object.fromEntries(names.map((name) => [name, blank]));
    expect(readConfig({ ...least, ...blanks })).toEqual(readConfig(least));
    expect(problemsOf({ ...least, SLACK_BOT_TOKEN: blank })).toHaveLength(1);
  });

  it('is frozen at every level', () => {
    const config = readConfig(least);
    for (const part of [
      config,
      config.slack,
      config.empirical,
      config.empirical.dashboardOrigins,
      config.storage,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('takes EMPIRICALRUN_KEY where EMPIRICAL_API_KEY is not set', () => {
    const { EMPIRICAL_API_KEY: key, ...others } = least;
    expect(readConfig({ ...others, EMPIRICALRUN_KEY: key }).empirical.apiKey).toBe(apiKey);
    expect(
      readConfig({ ...others, EMPIRICAL_API_KEY: ' ', EMPIRICALRUN_KEY: key }).empirical.apiKey,
    ).toBe(apiKey);
    expect(readConfig({ ...least, EMPIRICALRUN_KEY: 'other' }).empirical.apiKey).toBe(apiKey);
  });
});

describe('readConfig in its two modes', () => {
  it('needs a signing secret for HTTP, and names Socket Mode as the other way', () => {
    const { SLACK_SIGNING_SECRET: _, ...others } = least;
    expect(problemsOf(others)).toEqual([
      'SLACK_SIGNING_SECRET is missing. Copy it from your Slack app under Basic Information, or set SLACK_APP_TOKEN to use Socket Mode.',
    ]);
  });

  it('needs no signing secret for Socket Mode', () => {
    const { SLACK_SIGNING_SECRET: _, ...others } = least;
    const config = readConfig({ ...others, SLACK_APP_TOKEN: 'xapp-1-A0-1-abc' });
    expect(config.slack).toMatchObject({
      appToken: 'xapp-1-A0-1-abc',
      signingSecret: undefined,
    });
  });
});

describe('a wrong configuration', () => {
  it.each([
    ['SLACK_BOT_TOKEN', undefined, /is missing\. Copy it from your Slack app/],
    ['SLACK_BOT_TOKEN', 'xoxp-not-a-bot', /must start with xoxb-\./],
    ['SLACK_BOT_TOKEN', 'xoxb-two words', /must start with xoxb-\./],
    ['SLACK_APP_TOKEN', 'xoxb-not-an-app', /must start with xapp-\. .*connections:write/],
    ['EMPIRICAL_API_KEY', undefined, /is missing\. Make one in the Empirical dashboard/],
    ['EMPIRICAL_API_KEY', 'two words', /must be one line of plain characters/],
    ['EMPIRICAL_API_KEY', 'schlüssel', /must be one line of plain characters/],
    ['EMPIRICAL_API_KEY', 'broken\nheader', /must be one line of plain characters/],
    ['SLACK_API_URL', 'slack.example', /must be an http or https URL/],
    ['SLACK_API_URL', 'ftp://slack.example', /must be an http or https URL/],
    ['EMPIRICAL_API_URL', 'https://api.example?key=s3cret', /must be an http or https URL/],
    ['EMPIRICAL_API_URL', 'https://user:s3cret@api.example', /must be an http or https URL/],
    ['EMPIRICAL_API_URL', 'javascript:alert(1)', /must be an http or https URL/],
    ['EMPIRICAL_DASHBOARD_URL', ',', /separated by commas/],
    ['EMPIRICAL_DASHBOARD_URL', 'https://dash.example,dash.other', /separated by commas/],
    ['EMPIRICAL_PROJECT_SLUG', 'acme/shop', /must be the project name/],
    ['EMPIRICAL_PROJECT_SLUG', 'a'.repeat(101), /must be the project name/],
    ['EMPIRICAL_TIMEOUT_MS', '10s', /must be a whole number from 100 to 25000/],
    ['EMPIRICAL_TIMEOUT_MS', '99', /must be a whole number from 100 to 25000/],
    ['EMPIRICAL_TIMEOUT_MS', '25001', /must be a whole number from 100 to 25000/],
    ['EMPIRICAL_TIMEOUT_MS', '1e3', /must be a whole number from 100 to 25000/],
    ['EMPIRICAL_WEBHOOK_SECRET', 'QUJDREVGR0hJSktMTU5PUA', /must be whsec_ and .* shown once/],
    ['EMPIRICAL_WEBHOOK_SECRET', 'whsec_==', /must be whsec_ and at least 22/],
    ['EMPIRICAL_WEBHOOK_SECRET', `whsec_${'A'.repeat(20)}`, /must be whsec_ and at least 22/],
    ['EMPIRICAL_WEBHOOK_SECRET', `whsec_${'A'.repeat(25)}`, /must be whsec_ and at least 22/],
    ['EMPIRICAL_WEBHOOK_SECRET', `whsec_${'+'.repeat(24)}`, /must be whsec_ and at least 22/],
    ['EMPIRICAL_WEBHOOK_SECRET', `whsec_=${'A'.repeat(24)}`, /must be whsec_ and at least 22/],
    ['EMPIRICAL_WEBHOOK_SECRET', `whsec_${'A'.repeat(24)} x`, /must be whsec_ and at least 22/],
    ['DATABASE_URL', 'mysql://bot:s3cret@db.example/testrun', /must be a postgres:\/\/ or/],
    ['DATABASE_URL', 'db.example/testrun', /must be a postgres:\/\/ or/],
    ['DATABASE_URL', 'postgres://bot:s3/cret@db.example/testrun', /%40 for @/],
    ['DATABASE_URL', 'postgres://bot:s3%cret@db.example/testrun', /%40 for @/],
    ['DATABASE_URL', 'postgres://bot:s3 cret@db.example/testrun', /%40 for @/],
    ['ALLOW_EXTERNAL_CHANNELS', '#general', /must be channel ids/],
    ['ALLOW_EXTERNAL_CHANNELS', 'C0123ABCD general', /must be channel ids/],
    ['PORT', '-1', /must be a whole number from 0 to 65535/],
    ['PORT', '65536', /must be a whole number from 0 to 65535/],
    ['PORT', '3000.5', /must be a whole number from 0 to 65535/],
    ['PORT', '9'.repeat(30), /must be a whole number from 0 to 65535/],
    ['LOG_LEVEL', 'verbose', /must be debug, info, warn or error/],
  ])('gives one line for %s = %j', (name, value, words) => {
    const problems = problemsOf({ ...least, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
    expect(problems[0]).toMatch(words);
    expect(problems[0]).not.toContain('\n');
    if (value !== undefined && value.length > 3) {
      expect(problems[0]).not.toContain(value);
    }
  });

  it('names the alias where the alias is what is wrong', () => {
    const { EMPIRICAL_API_KEY: _, ...others } = least;
    const problems = problemsOf({ ...others, EMPIRICALRUN_KEY: 'two words' });
    expect(problems).toEqual([
      'EMPIRICALRUN_KEY must be one line of plain characters. Copy the key again.',
    ]);
  });

  it('gives every line at once, one a variable, and no value in any of them', () => {
    const secrets = {
      SLACK_BOT_TOKEN: 'xoxp-secret-one',
      SLACK_APP_TOKEN: 'secret-two',
      EMPIRICAL_API_KEY: 'secret three',
      EMPIRICAL_API_URL: 'https://secret-four@api.example',
      PORT: 'secret-five',
    };
    const problems = problemsOf(secrets);
    expect(problems.map((problem) => problem.split(' ', 1)[0]).sort()).toEqual(
      Object.keys(secrets).sort(),
    );
    expect(problems.join('\n')).not.toMatch(/secret[- ](?:one|two|three|four|five)/);
  });

  it('says all of it where nothing is set', () => {
    expect(problemsOf({}).map((problem) => problem.split(' ', 1)[0])).toEqual([
      'SLACK_BOT_TOKEN',
      'EMPIRICAL_API_KEY',
      'SLACK_SIGNING_SECRET',
    ]);
  });

  it('carries its lines as its message', () => {
    const error = new ConfigError(['A is missing.', 'B is wrong.']);
    expect(error.message).toBe('A is missing.\nB is wrong.');
    expect(error.name).toBe('ConfigError');
  });
});
