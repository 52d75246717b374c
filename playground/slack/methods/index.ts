import type { Method } from '../method.ts';
import { appsConnectionsOpen } from './apps-connections-open.ts';
import { authTest } from './auth-test.ts';
import { blocksValidate } from './blocks-validate.ts';
import { chatPostEphemeral } from './chat-post-ephemeral.ts';
import { chatPostMessage } from './chat-post-message.ts';
import { chatUnfurl } from './chat-unfurl.ts';
import { chatDelete, chatUpdate } from './chat-update.ts';
import { conversationsInfo } from './conversations-info.ts';
import { viewsOpen, viewsPush, viewsUpdate } from './views.ts';

/** Every Web API method that the workspace answers. */
export const METHODS: readonly Method[] = [
  appsConnectionsOpen,
  authTest,
  blocksValidate,
  chatDelete,
  chatPostEphemeral,
  chatPostMessage,
  chatUnfurl,
  chatUpdate,
  conversationsInfo,
  viewsOpen,
  viewsPush,
  viewsUpdate,
];
