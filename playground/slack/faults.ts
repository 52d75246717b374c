/** What goes wrong with a call: Slack's error code, an HTTP status, or no answer at all. */
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
  /** Lets the next calls fail: an error code, an HTTP status, or `timeout` for no answer. */
  failNext(method: string, failure: Failure, count?: number): void;
  /** Answers every call only after this time. */
  latency(ms: number): void;
  /** Cuts every connection, as if Slack could not be reached. */
  down(isDown: boolean): void;
  /** Everything works again. */
  clear(): void;
}

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
  isRealistic: boolean;
  isDown: boolean;
  latencyMs: number;
}

/** All switches off; `onDown` hears when the connections have to be cut. */
export function createFaults(onDown: () => void): FaultSwitches {
  const troubles: Troubles = {
    limits: new Map(),
    failures: new Map(),
    isRealistic: false,
    isDown: false,
    latencyMs: 0,
  };
  return {
    faults: switches(troubles, onDown),
    judge: (method) => judge(troubles, method),
    latencyMs: () => troubles.latencyMs,
    hasRealisticLimits: () => troubles.isRealistic,
    isDown: () => troubles.isDown,
  };
}

function switches(troubles: Troubles, onDown: () => void): Faults {
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
    latency(ms) {
      troubles.latencyMs = ms;
    },
    down(isDown) {
      troubles.isDown = isDown;
      if (isDown) {
        onDown();
      }
    },
    clear() {
      troubles.limits.clear();
      troubles.failures.clear();
      Object.assign(troubles, { isRealistic: false, isDown: false, latencyMs: 0 });
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
  const failure = troubles.failures.get(method)?.shift();
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
