import { STATUS_CODES } from 'node:http';
import { type Reply, refusal } from './reply.ts';

/** What is the matter with a run, or with the whole API: an error answer, a cut connection, no answer. */
export type Trouble =
  | { readonly status: number; readonly retryAfterSeconds?: number }
  | 'hang-up'
  | 'silence';

/** The troubles that somebody switched on. */
export interface Troubles {
  /** Troubles one run, or `every` request to the API, until it is told undefined. */
  set(which: number | 'every', trouble: Trouble | undefined): void;
  /** What to answer in place of a run; without an id, in place of anything. */
  replyTo(id?: number): Reply | undefined;
}

/** No trouble yet. */
export function createTroubles(): Troubles {
  const troubles = new Map<number | 'every', Trouble>();
  return {
    set(which, trouble) {
      if (trouble === undefined) {
        troubles.delete(which);
      } else {
        troubles.set(which, trouble);
      }
    },
    replyTo(id) {
      const trouble = troubles.get(id ?? 'every') ?? troubles.get('every');
      return trouble && replyOf(trouble);
    },
  };
}

function replyOf(trouble: Trouble): Reply {
  if (typeof trouble === 'string') {
    return { kind: trouble };
  }
  const { status, retryAfterSeconds } = trouble;
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` };
  return refusal(status, STATUS_CODES[status] ?? 'Trouble', headers);
}
