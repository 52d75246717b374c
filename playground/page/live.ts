import type { ServerResponse } from 'node:http';
import type { Workspace, WorkspaceChange } from '../slack/workspace.ts';

/** The open event streams of the page. */
export interface Live {
  /** Keeps the response open and tells it of every change that the person may know of. */
  follow(response: ServerResponse, viewerId: string): void;
  /** Tells every stream, for changes that are not the workspace's. */
  redraw(): void;
  /** Ends all streams. */
  stop(): void;
}

interface Follower {
  readonly response: ServerResponse;
  readonly viewerId: string;
}

const heartbeatMs = 20_000;

/** Sends the workspace's changes to every open page as Server-Sent Events. */
export function createLive(workspace: Workspace): Live {
  const followers = new Set<Follower>();
  const unsubscribe = workspace.subscribe((change) => {
    for (const follower of followers) {
      if (concerns(change, follower.viewerId, workspace)) {
        write(follower, change);
      }
    }
  });
  // Some proxies and browsers close a stream that stays silent.
  const heartbeat = setInterval(() => {
    for (const { response } of followers) {
      response.write(': still here\n\n');
    }
  }, heartbeatMs);
  heartbeat.unref();
  return {
    follow(response, viewerId) {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.write('retry: 1000\n\n');
      const follower = { response, viewerId };
      followers.add(follower);
      response.once('close', () => followers.delete(follower));
    },
    redraw() {
      for (const follower of followers) {
        write(follower, { kind: 'page' });
      }
    },
    stop() {
      unsubscribe();
      clearInterval(heartbeat);
      for (const { response } of followers) {
        response.end();
      }
    },
  };
}

function write({ response }: Follower, event: object): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}

function concerns(change: WorkspaceChange, viewerId: string, workspace: Workspace): boolean {
  if ('userId' in change) {
    return change.userId === viewerId;
  }
  if (change.kind !== 'message') {
    return true;
  }
  const visible = workspace.messages(change.channelId, { viewer: viewerId });
  const seen = visible.some((message) => message.ts === change.ts);
  return seen || !workspace.messages(change.channelId).some((message) => message.ts === change.ts);
}
