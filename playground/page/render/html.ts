const safe = Symbol('safe markup');

/** Markup whose every inserted text was escaped. Made by {@link html} only, so JSON from outside can never pass for it. */
export interface Html {
  readonly [safe]: true;
  readonly markup: string;
}

/** What may stand in a template: text is escaped, lists are joined, `undefined` and `false` are nothing. */
export type Fragment = Html | string | number | undefined | false | readonly Fragment[];

/** Makes the five characters that mean something in HTML mean themselves, in text and in quoted attributes. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A template tag that escapes everything put into it, except markup made by the same tag. */
export function html(strings: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  const parts = strings.map((literal, index) => literal + markupOf(values[index]));
  return trusted(parts.join(''));
}

/** Takes markup as it is. Only for what another escaping renderer produced. */
export function trusted(markup: string): Html {
  return { [safe]: true, markup };
}

/** The markup of any fragment. */
function markupOf(value: Fragment): string {
  if (value === undefined || value === false) {
    return '';
  }
  if (typeof value === 'string') {
    return escapeHtml(value);
  }
  if (typeof value === 'number') {
    return String(value);
  }
  if (isHtml(value)) {
    return value.markup;
  }
  return value.map(markupOf).join('');
}

function isHtml(value: Html | readonly Fragment[]): value is Html {
  return Object.hasOwn(value, safe);
}
