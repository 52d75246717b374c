import type { Method } from '../method.ts';

/** `apps.connections.open`: the address of one Socket Mode connection, for the app-level token. */
export const appsConnectionsOpen: Method = {
  name: 'apps.connections.open',
  token: 'app',
  scopes: [],
  perMinute: 20,
  run: (_args, context) => ({ url: context.socketUrl() }),
};
