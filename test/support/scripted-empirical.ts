import { onTestFinished, type TestContext } from 'vitest';
import { exampleAnswer } from '../api/example-answer.ts';
import { type Answer, answer, startScriptedServer } from '../api/scripted-server.ts';

/** An Empirical that answers as a test tells it to, until the test says otherwise. */
export interface ScriptedEmpirical {
  readonly url: string;
  readonly apiKey: string;
  /** What to answer from now on, by run id and number of the request. */
  script: (id: number, attempt: number) => Answer;
  /** How often each run was asked for. */
  readonly requests: ReadonlyMap<number, number>;
}

/** Starts one; it ends with the test. */
export async function startScriptedEmpirical(
  script: ScriptedEmpirical['script'] = (id) => run(id),
  whenFinished: TestContext['onTestFinished'] = onTestFinished,
): Promise<ScriptedEmpirical> {
  const requests = new Map<number, number>();
  const server = await startScriptedServer((response, request) => {
    const id = Number(/\/api\/test-runs\/(\d+)$/.exec(request.url ?? '')?.[1]);
    const attempt = (requests.get(id) ?? 0) + 1;
    requests.set(id, attempt);
    empirical.script(id, attempt)(response, request);
  });
  const empirical: ScriptedEmpirical = {
    url: server.baseUrl,
    apiKey: 'a-key-for-scripts',
    script,
    requests,
  };
  whenFinished(() => server[Symbol.asyncDispose]());
  return empirical;
}

/** Answers with a failed run, or what the changes make of it. */
export function run(id: number, changes: object = {}): Answer {
  return answer(200, exampleAnswer({ run: { id, ...changes } }));
}

/** Answers with an error in Empirical's form. */
export function refusal(
  status: number,
  message = 'no',
  headers: Record<string, string> = {},
): Answer {
  return answer(status, { data: null, error: { message } }, headers);
}

/** Never answers. */
export const silence: Answer = () => undefined;

/** Holds answers back until they are released. */
export function hold(then: Answer): { readonly answer: Answer; release(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    answer: (response, request) => {
      promise.then(() => then(response, request));
    },
    release: () => resolve(),
  };
}
