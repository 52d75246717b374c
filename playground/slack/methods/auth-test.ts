import type { Method } from '../method.ts';

/** `auth.test`: who the token belongs to. */
export const authTest: Method = {
  name: 'auth.test',
  token: 'bot',
  scopes: [],
  perMinute: 600,
  run: (_args, { credentials, state, workspaceUrl }) => ({
    url: workspaceUrl,
    team: 'Playground',
    user: state.member(credentials.botUserId)?.name.toLowerCase() ?? 'testrun',
    team_id: credentials.teamId,
    user_id: credentials.botUserId,
    bot_id: credentials.botId,
    is_enterprise_install: false,
  }),
};
