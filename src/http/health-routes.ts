import { plainText, type Routes } from './server.ts';

/** What health is told from. */
export interface Health {
  /** Whether requests can be served: Slack knows the bot, and the process is not stopping. */
  readonly isServing: () => boolean;
  /** What keeps cards from living, in one sentence; undefined where nothing does. */
  readonly trouble: () => string | undefined;
}

/**
 * Makes the routes that orchestrators ask. A database in trouble is told but does not make the bot
 * unready: it goes on answering, and taking it out of service would leave nobody who does.
 */
export function healthRoutes({ isServing, trouble }: Health): Routes {
  return {
    '/healthz': { GET: plainText(() => ({ status: 200, text: 'alive' })) },
    '/readyz': {
      GET: plainText(() =>
        isServing()
          ? { status: 200, text: readyWords(trouble()) }
          : { status: 503, text: 'not ready' },
      ),
    },
  };
}

function readyWords(trouble: string | undefined): string {
  return trouble === undefined ? 'ready' : `ready, but cards do not live: ${trouble}`;
}
