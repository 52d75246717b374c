import { randomBytes } from 'node:crypto';

/** What a bot needs in order to be the app of the emulated workspace. Made anew for each workspace. */
export interface SlackCredentials {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly appId: string;
}

/** An unguessable text of letters and digits. */
export function randomSecret(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** Credentials in Slack's own shapes, worth nothing anywhere else. */
export function createCredentials(): SlackCredentials {
  return {
    botToken: `xoxb-${randomSecret(12)}`,
    appToken: `xapp-${randomSecret(12)}`,
    signingSecret: randomSecret(16),
    teamId: 'T0PLAYGRND',
    botUserId: 'U0TESTRUN',
    botId: 'B0TESTRUN',
    appId: 'A0TESTRUN',
  };
}
