import { isObject, type JsonObject } from '../json-reading.ts';

/** Hears of one fault: the JSON pointer of the place and what is wrong there. */
export type Report = (pointer: string, problem: string) => void;

/** Looks at one JSON value and reports its faults; it never throws. */
export type Check = (value: unknown, pointer: string, report: Report) => void;

/** Text of at least `min` (1 where not told) and at most `max` characters. */
export function text(max = Number.POSITIVE_INFINITY, min = 1): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'string') {
      return report(pointer, 'must be a string');
    }
    if (value.length < min) {
      report(pointer, `must be more than ${min - 1} characters`);
    }
    if (value.length > max) {
      report(pointer, `must be less than ${max + 1} characters`);
    }
  };
}

/** A web address: http or https, at most `max` characters. */
export function webUrl(max: number): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'string') {
      return report(pointer, 'must be a string');
    }
    if (value.length > max) {
      return report(pointer, `must be less than ${max + 1} characters`);
    }
    if (!isWebUrl(value)) {
      report(pointer, 'must be a valid http or https URL');
    }
  };
}

function isWebUrl(value: string): boolean {
  return /^https?:\/\/[^\s/]/i.test(value) && !/\s/.test(value) && URL.canParse(value);
}

/** Text of a fixed form; `form` says which in words. */
export function matching(pattern: RegExp, form: string): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'string' || !pattern.test(value)) {
      report(pointer, `must be ${form}`);
    }
  };
}

/** True or false. */
export const bool: Check = (value, pointer, report) => {
  if (typeof value !== 'boolean') {
    report(pointer, 'must be a boolean');
  }
};

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return report(pointer, 'must be an integer');
    }
    if (value < min || value > max) {
      report(pointer, `must be between ${min} and ${max}`);
    }
  };
}

/** Any finite number. */
export const number: Check = (value, pointer, report) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    report(pointer, 'must be a number');
  }
};

/** One of a few values. */
export function oneOf(...values: readonly unknown[]): Check {
  return (value, pointer, report) => {
    if (!values.includes(value)) {
      report(pointer, `must be one of: ${values.join(', ')}`);
    }
  };
}

/** A list of at least `min` (1 where not told) and at most `max` items, each of which is checked. */
export function list(each: Check, max = Number.POSITIVE_INFINITY, min = 1): Check {
  return (value, pointer, report) => {
    if (!Array.isArray(value)) {
      return report(pointer, 'must be an array');
    }
    if (value.length < min) {
      report(pointer, `no fewer than ${min} items allowed`);
    }
    if (value.length > max) {
      return report(pointer, `no more than ${max} items allowed`);
    }
    for (const [index, entry] of value.entries()) {
      each(entry, `${pointer}/${index}`, report);
    }
  };
}

/** The fields of an object by name. */
export type Fields = Readonly<Record<string, Check>>;

/** An object with these fields and no others. `type` may stand there: who chose the shape read it. */
export function shape(required: Fields, optional: Fields = {}): Check {
  const known = new Map(Object.entries({ ...optional, ...required }));
  const needed = Object.keys(required);
  return (value, pointer, report) => {
    if (!isObject(value)) {
      return report(pointer, 'must be an object');
    }
    for (const name of needed) {
      if (!Object.hasOwn(value, name)) {
        report(pointer, `missing required field: ${name}`);
      }
    }
    for (const [name, field] of Object.entries(value)) {
      const check = known.get(name);
      const place = `${pointer}/${escapePointer(name)}`;
      if (check !== undefined) {
        check(field, place, report);
      } else if (name !== 'type') {
        report(pointer, `invalid additional property: ${name}`);
      }
    }
  };
}

/** An object whose `type` chooses how it is checked. */
export function byType(kinds: Fields): Check {
  const known = new Map(Object.entries(kinds));
  return (value, pointer, report) => {
    if (!isObject(value)) {
      return report(pointer, 'must be an object');
    }
    if (!Object.hasOwn(value, 'type')) {
      return report(pointer, 'missing required field: type');
    }
    const { type } = value;
    const check = typeof type === 'string' ? known.get(type) : undefined;
    if (check === undefined) {
      return report(`${pointer}/type`, `unsupported type: ${readable(type)}`);
    }
    check(value, pointer, report);
  };
}

/** Every one of the checks. */
export function all(...checks: readonly Check[]): Check {
  return (value, pointer, report) => {
    for (const check of checks) {
      check(value, pointer, report);
    }
  };
}

/** A rule over the whole object that a field alone cannot hold; answers what is wrong, if anything. */
export function rule(problemOf: (value: JsonObject) => string | undefined): Check {
  return (value, pointer, report) => {
    const problem = isObject(value) ? problemOf(value) : undefined;
    if (problem !== undefined) {
      report(pointer, problem);
    }
  };
}

/** At least one of the fields must be there. */
export function anyOf(...names: readonly string[]): Check {
  return rule((value) =>
    names.some((name) => Object.hasOwn(value, name))
      ? undefined
      : `missing required field: ${names.join(' or ')}`,
  );
}

/** Escapes one part of a JSON pointer (RFC 6901). */
export function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}

function readable(type: unknown): string {
  return typeof type === 'string' ? type.slice(0, 50) : typeof type;
}
