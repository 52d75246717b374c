/**
 * What goes wrong with a call: Slack's error code; an HTTP status; `timeout`: no answer at all, and
 * nothing done; `lost-answer`: the call is carried out, and the connection ends without an answer;
 * `late-answer`: the call is carried out, and nothing comes back.
 */
type Failure = string | number;

/** Troubles that a test or the page switches on. `method` may also be `response_url`. */
export interface Faults {
  /** Answers 429 to every n-th call, or to the next n. */
  rateLimit(
    method: string,
    rule: {
      readonly everyNth?: number;
      readonly next?: number;
      readonly retryAfterSeconds: number;
    },
  ): void;
  /** Counts calls as Slack does: Tier 3 and 4, and about one post a second per channel. */
  realisticLimits(isOn: boolean): void;
  /** Lets the next calls fail. */
  failNext(method: string, failure: Failure, count?: number): void;
  /** Lets every call fail until it is told undefined; `*` is every method, and response_urls too. */
  failEvery(method: string, failure: Failure | undefined): void;
  /** The bot's token is worth nothing any more, until it is told undefined. */
  revokeToken(code: RevocationCode | undefined): void;
  /** Answers every call only after this time. */
  latency(ms: number): void;
  /**
   * Slack cannot be reached. `cut`, the default, ends every connection once the request was heard, so
   * that nobody can tell whether it was carried out; `refuse` takes no connections in the first place.
   */
  down(isDown: boolean, how?: 'cut' | 'refuse'): void;
  /** Everything works again. */
  clear(): void;
}

/** What Slack says of a token: that of an app that was removed, or of a bot that was. */
type RevocationCode = 'token_revoked' | 'account_inactive';

/** What the faults say about one call. */
export type Verdict =
  | { readonly kind: 'fine' }
  | { readonly kind: 'down' }
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number };

/** The switches, and the side that reads them. */
export interface FaultSwitches {
  readonly faults: Faults;
  /** Judges one call and counts it. */
  judge(method: string): Verdict;
  latencyMs(): number;
  hasRealisticLimits(): boolean;
  isDown(): boolean;
  revokedAs(): RevocationCode | undefined;
}

interface LimitRule {
  readonly everyNth: number | undefined;
  readonly retryAfterSeconds: number;
  next: number;
  calls: number;
}

interface Troubles {
  readonly limits: Map<string, LimitRule>;
  readonly failures: Map<string, Failure[]>;
  readonly lasting: Map<string, Failure>;
  isRealistic: boolean;
  isDown: boolean;
  latencyMs: number;
  revokedAs: RevocationCode | undefined;
}

/** Hears when Slack goes out of reach, and when it comes back. */
export type OnDown = (isDown: boolean, how: 'cut' | 'refuse') => void;

/** All switches off. */
export function createFaults(onDown: OnDown): FaultSwitches {
  const troubles: Troubles = {
    limits: new Map(),
    failures: new Map(),
    lasting: new Map(),
    isRealistic: false,
    isDown: false,
    latencyMs: 0,
    revokedAs: undefined,
  };
  return {
    faults: switches(troubles, onDown),
    judge: (method) => judge(troubles, method),
    latencyMs: () => troubles.latencyMs,
    hasRealisticLimits: () => troubles.isRealistic,
    isDown: () => troubles.isDown,
    revokedAs: () => troubles.revokedAs,
  };
}

function switches(troubles: Troubles, onDown: OnDown): Faults {
  const down: Faults['down'] = (isDown, how = 'cut') => {
    troubles.isDown = isDown;
    onDown(isDown, how);
  };
  return {
    rateLimit(method, { everyNth, next = 0, retryAfterSeconds }) {
      troubles.limits.set(method, { everyNth, next, retryAfterSeconds, calls: 0 });
    },
    realisticLimits(isOn) {
      troubles.isRealistic = isOn;
    },
    failNext(method, failure, count = 1) {
      const queue = troubles.failures.get(method) ?? [];
      troubles.failures.set(method, [...queue, ...Array<Failure>(count).fill(failure)]);
    },
    failEvery(method, failure) {
      if (failure === undefined) {
        troubles.lasting.delete(method);
      } else {
        troubles.lasting.set(method, failure);
      }
    },
    revokeToken(code) {
      troubles.revokedAs = code;
    },
    latency(ms) {
      troubles.latencyMs = ms;
    },
    down,
    clear() {
      troubles.limits.clear();
      troubles.failures.clear();
      troubles.lasting.clear();
      Object.assign(troubles, { isRealistic: false, latencyMs: 0, revokedAs: undefined });
      down(false);
    },
  };
}

function judge(troubles: Troubles, method: string): Verdict {
  if (troubles.isDown) {
    return { kind: 'down' };
  }
  const rule = troubles.limits.get(method);
  if (rule !== undefined && isLimited(rule)) {
    return { kind: 'limited', retryAfterSeconds: rule.retryAfterSeconds };
  }
  const { failures, lasting } = troubles;
  const failure = failures.get(method)?.shift() ?? lasting.get(method) ?? lasting.get('*');
  return failure === undefined ? { kind: 'fine' } : { kind: 'failure', failure };
}

function isLimited(rule: LimitRule): boolean {
  rule.calls += 1;
  if (rule.next > 0) {
    rule.next -= 1;
    return true;
  }
  return rule.everyNth !== undefined && rule.calls % rule.everyNth === 0;
}
