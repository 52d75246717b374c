import { setTimeout as delay } from 'node:timers/promises';
import type { CallLog, CallOutcome } from './call-log.ts';
import type { FaultSwitches, Verdict } from './faults.ts';
import { answer, type HttpAnswer } from './http-messages.ts';
import { isObject, type JsonObject, textAt } from './json-reading.ts';
import type { Method, MethodContext } from './method.ts';
import { METHODS } from './methods/index.ts';
import type { RateLimiter } from './rate-limit.ts';
import { SlackRefusal } from './slack-refusal.ts';

/** One call of a Web API method, as it came in. */
interface WebApiCall {
  readonly method: string;
  /** The `Authorization` header, if there was one. */
  readonly authorization: string | undefined;
  /** Reads the arguments; may throw a {@link SlackRefusal}. */
  readArguments(): JsonObject;
}

/** Answers calls of Web API methods as Slack does. */
export type WebApi = (call: WebApiCall, signal: AbortSignal) => Promise<HttpAnswer>;

/** What the Web API works on. */
export interface WebApiDependencies {
  readonly context: MethodContext;
  readonly calls: CallLog;
  readonly faults: FaultSwitches;
  readonly limiter: RateLimiter;
}

const METHODS_BY_NAME = new Map(METHODS.map((method) => [method.name, method]));

/** The Web API of a workspace. */
export function createWebApi(dependencies: WebApiDependencies): WebApi {
  const { calls, faults } = dependencies;
  return async (call, signal) => {
    const read = tryReading(call);
    const callId = calls.begin({ direction: 'from-bot', name: call.method, request: read.args });
    if (faults.latencyMs() > 0) {
      await delay(faults.latencyMs(), undefined, { signal });
    }
    const reply = answerUnder(faults.judge(call.method), () =>
      answerOfMethod(dependencies, { call, callId, ...read }),
    );
    calls.finish(callId, outcomeOf(reply));
    return reply;
  };
}

interface ReadCall {
  readonly args: JsonObject;
  readonly refusal?: SlackRefusal;
}

function tryReading(call: WebApiCall): ReadCall {
  try {
    return { args: call.readArguments() };
  } catch (error) {
    if (error instanceof SlackRefusal) {
      return { args: {}, refusal: error };
    }
    throw error;
  }
}

/** Carries a call out, or answers as the fault says in its place. */
export function answerUnder(verdict: Verdict, act: () => HttpAnswer): HttpAnswer {
  if (verdict.kind === 'fine') {
    return act();
  }
  if (verdict.kind === 'down') {
    return { kind: 'cut' };
  }
  if (verdict.kind === 'limited') {
    return rateLimited(verdict.retryAfterSeconds);
  }
  if (verdict.failure === 'timeout') {
    return { kind: 'hang' };
  }
  if (verdict.failure === 'lost-answer' || verdict.failure === 'late-answer') {
    const reply = act();
    // What was refused had no effect that an answer could be lost of.
    const kind = verdict.failure === 'lost-answer' ? 'lose' : 'hang';
    return isAccepted(reply) ? { kind } : reply;
  }
  if (typeof verdict.failure === 'number') {
    return answer('', verdict.failure);
  }
  return answer({ ok: false, error: verdict.failure });
}

function isAccepted(reply: HttpAnswer): boolean {
  const isRefusal = reply.kind === 'answer' && isObject(reply.body) && reply.body['ok'] === false;
  return !isRefusal;
}

/** What the call log keeps of an answer. */
export function outcomeOf(reply: HttpAnswer): CallOutcome {
  if (reply.kind === 'answer') {
    return { status: reply.status, response: reply.body };
  }
  const failures = { hang: 'no answer', cut: 'connection cut', lose: 'answer lost' } as const;
  const failure = failures[reply.kind];
  return { response: `(${failure})`, failure };
}

function rateLimited(seconds: number): HttpAnswer {
  return answer({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(seconds) });
}

function answerOfMethod(
  dependencies: WebApiDependencies,
  request: ReadCall & { readonly call: WebApiCall; readonly callId: number },
): HttpAnswer {
  const { context, faults, limiter } = dependencies;
  const { call, args, callId, refusal } = request;
  const headers = { 'x-oauth-scopes': context.scopes.join(',') };
  try {
    if (refusal !== undefined) {
      throw refusal;
    }
    const method = METHODS_BY_NAME.get(call.method);
    if (method === undefined) {
      throw new SlackRefusal('unknown_method', { req_method: call.method });
    }
    checkToken(method, tokenOf(call, args), context);
    checkRevoked(method, faults);
    const waitSeconds = faults.hasRealisticLimits() ? limiter.count(method, args) : undefined;
    if (waitSeconds !== undefined) {
      return rateLimited(waitSeconds);
    }
    checkScopes(method, context);
    const accepted = { ...headers, 'x-accepted-oauth-scopes': method.scopes.join(',') };
    return answer({ ok: true, ...method.run(args, context, callId) }, 200, accepted);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) {
      throw error;
    }
    return answer({ ok: false, error: error.code, ...error.details }, 200, headers);
  }
}

function tokenOf(call: WebApiCall, args: JsonObject): string | undefined {
  const bearer = /^Bearer (.+)$/i.exec(call.authorization ?? '')?.[1];
  return bearer ?? textAt(args, 'token');
}

function checkToken(method: Method, token: string | undefined, context: MethodContext): void {
  if (method.token === 'none') {
    return;
  }
  if (token === undefined) {
    throw new SlackRefusal('not_authed');
  }
  const { botToken, appToken } = context.credentials;
  if (token !== botToken && token !== appToken) {
    throw new SlackRefusal('invalid_auth');
  }
  const wanted = method.token === 'app' ? appToken : botToken;
  if (token !== wanted) {
    throw new SlackRefusal('not_allowed_token_type');
  }
}

function checkRevoked(method: Method, faults: FaultSwitches): void {
  const revokedAs = faults.revokedAs();
  if (method.token === 'bot' && revokedAs !== undefined) {
    throw new SlackRefusal(revokedAs);
  }
}

function checkScopes(method: Method, context: MethodContext): void {
  const missing = method.scopes.filter((scope) => !context.scopes.includes(scope));
  if (missing.length === 0) {
    return;
  }
  const provided = context.scopes.join(',');
  throw new SlackRefusal('missing_scope', { needed: missing.join(','), provided });
}
