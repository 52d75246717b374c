/** What the sandbox does with a request. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'silence' }
  | { readonly kind: 'hang-up' };

const JSON_TYPE = 'application/json; charset=utf-8';

/** Any JSON with status 200. */
export function jsonAnswer(body: unknown): Reply {
  return { kind: 'answer', status: 200, contentType: JSON_TYPE, body: JSON.stringify(body) };
}

/** An answer in the form that the API documents for errors. */
export function refusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    kind: 'answer',
    status,
    contentType: JSON_TYPE,
    body: JSON.stringify({ data: null, error: { message } }),
    headers,
  };
}

/** A page for people. */
export function htmlAnswer(status: number, body: string): Reply {
  return { kind: 'answer', status, contentType: 'text/html; charset=utf-8', body };
}
