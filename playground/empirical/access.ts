import type { IncomingHttpHeaders } from 'node:http';
import { type Reply, refusal } from './reply.ts';
import { PROJECT, PROJECT_SLUG } from './wire.ts';

/** Why a request to the API may not go on: its key, or a header that names another project. */
export function refuseAccess(headers: IncomingHttpHeaders, apiKey: string): Reply | undefined {
  if (headers.authorization !== `Bearer ${apiKey}`) {
    return refusal(401, 'Unauthorized');
  }
  if ((headers['x-project-slug'] ?? PROJECT_SLUG) !== PROJECT_SLUG) {
    return refusal(400, 'Invalid x-project-slug header');
  }
  if ((headers['x-project-id'] ?? String(PROJECT.id)) !== String(PROJECT.id)) {
    return refusal(400, 'Invalid x-project-id header');
  }
  return undefined;
}
