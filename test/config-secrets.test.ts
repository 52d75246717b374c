import { describe, expect, it } from 'vitest';
import { readConfig, secretsOf } from '../src/config.ts';

const botToken = 'xoxb-1111-2222-abcdefgh';
const apiKey = 'emp_key_0123456789';
const webhookSecret = `whsec_${Buffer.from('a key of 24 bytes, no less').toString('base64url')}`;

const least = {
  SLACK_BOT_TOKEN: botToken,
  SLACK_SIGNING_SECRET: '8f742231b10e8888abcd99yyyzzz85a5',
  EMPIRICAL_API_KEY: apiKey,
};

describe('the webhook secret', () => {
  it.each([16, 17, 18, 24, 32, 64])('may have %d bytes, with or without padding', (bytes) => {
    const key = Buffer.alloc(bytes, 0xfb);
    const padding = '='.repeat((3 - (bytes % 3)) % 3);
    for (const secret of [key.toString('base64url'), `${key.toString('base64url')}${padding}`]) {
      const config = readConfig({ ...least, EMPIRICAL_WEBHOOK_SECRET: `whsec_${secret}` });
      expect(config.empirical.webhookSecret).toBe(`whsec_${secret}`);
    }
  });
});

describe('secretsOf', () => {
  it('names nothing where nothing is set', () => {
    const { SLACK_BOT_TOKEN: token, SLACK_SIGNING_SECRET: signing, EMPIRICAL_API_KEY: key } = least;
    expect(secretsOf(readConfig(least))).toEqual([token, signing, key]);
  });

  it('names every secret in each of its spellings', () => {
    const databaseUrl = 'postgres://bot:pa%40ss@db.example/testrun?sslpassword=pa%2Bss';
    const secrets = secretsOf(
      readConfig({
        ...least,
        SLACK_APP_TOKEN: 'xapp-1-A0-1-abc',
        EMPIRICAL_WEBHOOK_SECRET: webhookSecret,
        DATABASE_URL: databaseUrl,
      }),
    );
    expect(secrets).toEqual([
      botToken,
      least.SLACK_SIGNING_SECRET,
      'xapp-1-A0-1-abc',
      apiKey,
      webhookSecret,
      webhookSecret.slice('whsec_'.length),
      databaseUrl,
      'pa%40ss',
      'pa@ss',
      'pa+ss',
    ]);
  });

  it('never names where the database is or who asks it', () => {
    const config = readConfig({ ...least, DATABASE_URL: 'postgres://bot@db.example/testrun' });
    expect(secretsOf(config).slice(3)).toEqual(['postgres://bot@db.example/testrun']);
  });
});
