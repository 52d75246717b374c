import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** One import or re-export. */
interface Import {
  readonly file: string;
  /** A file of the repository, or the name of a package. */
  readonly target: string;
  readonly isTypeOnly: boolean;
  /** Text between `import` and `from`. */
  readonly names: string;
}

/** A source file, and the same without comments and without the insides of its texts. */
interface Source {
  readonly file: string;
  readonly text: string;
  readonly code: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const src = sourcesIn('src');
const playground = sourcesIn('playground');

/**
 * The floors, lowest first. A file may import from its own floor and from those that its row names;
 * `types` means that only types may come from there.
 */
const floors: readonly {
  readonly floor: string;
  readonly files: RegExp;
  readonly values: readonly string[];
  readonly types: readonly string[];
}[] = [
  { floor: 'log', files: /^src\/log\.ts$/, values: [], types: [] },
  { floor: 'config', files: /^src\/config\.ts$/, values: [], types: [] },
  { floor: 'in-hand', files: /^src\/in-hand\.ts$/, values: [], types: [] },
  { floor: 'api', files: /^src\/api\//, values: ['log'], types: ['config'] },
  { floor: 'runs', files: /^src\/runs\//, values: [], types: ['api'] },
  { floor: 'store', files: /^src\/store\//, values: ['log'], types: ['config'] },
  {
    floor: 'live',
    files: /^src\/live\//,
    values: ['runs', 'api errors', 'store errors'],
    types: ['store', 'log'],
  },
  { floor: 'blocks', files: /^src\/blocks\//, values: ['runs', 'api errors'], types: [] },
  {
    floor: 'handlers',
    files: /^src\/handlers\//,
    values: ['blocks', 'runs', 'api errors', 'log', 'in-hand', 'live', 'store errors'],
    types: ['config', 'store'],
  },
  { floor: 'http', files: /^src\/http\//, values: ['log'], types: [] },
  {
    floor: 'slack-start',
    files: /^src\/slack-start\.ts$/,
    values: ['config', 'log', 'handlers'],
    types: [],
  },
  {
    floor: 'receiver',
    files: /^src\/receiver\.ts$/,
    values: ['http', 'handlers', 'log', 'config'],
    types: [],
  },
  {
    floor: 'bolt',
    files: /^src\/bolt\.ts$/,
    values: ['handlers', 'log'],
    types: ['receiver', 'config'],
  },
  {
    floor: 'app',
    files: /^src\/(?:app|create-bot)\.ts$/,
    values: [
      'store',
      'live',
      'api',
      'runs',
      'blocks',
      'handlers',
      'http',
      'bolt',
      'receiver',
      'slack-start',
      'in-hand',
      'config',
      'log',
      'package.json',
    ],
    types: [],
  },
  { floor: 'main', files: /^src\/main\.ts$/, values: ['app', 'config', 'log'], types: [] },
];

function floorOf(file: string): string {
  if (file === 'package.json') {
    return file;
  }
  return floors.find(({ files }) => files.test(file))?.floor ?? `no floor: ${file}`;
}

function mayImport({ file, target, isTypeOnly }: Import): boolean {
  const from = floors.find(({ files }) => files.test(file));
  if (from === undefined) {
    return false;
  }
  const allowed = isTypeOnly ? [...from.values, ...from.types] : from.values;
  const isErrors =
    (target === 'src/api/errors.ts' && allowed.includes('api errors')) ||
    (target === 'src/store/database.ts' && allowed.includes('store errors'));
  return floorOf(target) === from.floor || allowed.includes(floorOf(target)) || isErrors;
}

describe('the floors of src', () => {
  it('hold every file', () => {
    expect(
      src.map(({ file }) => file).filter((file) => !floors.some(({ files }) => files.test(file))),
    ).toEqual([]);
    expect(src.length).toBeGreaterThan(40);
  });

  it('import nothing from above, nor from a neighbour', () => {
    const imports = src.flatMap(importsOf).filter(({ target }) => isLocal(target));
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.filter((each) => !mayImport(each)).map(inWords)).toEqual([]);
  });

  it('take nothing from the playground or the tests', () => {
    const imports = src.flatMap(importsOf).filter(({ target }) => isLocal(target));
    expect(imports.filter(({ target }) => !/^src\/|^package\.json$/.test(target))).toEqual([]);
  });

  it('know Slack only from the blocks upwards, and there only its types', () => {
    const slack = src.flatMap(importsOf).filter(({ target }) => target.startsWith('@slack/'));
    const low = slack.filter(({ file }) =>
      ['api', 'runs', 'log', 'config', 'store', 'live'].includes(floorOf(file)),
    );
    const values = slack.filter((each) => floorOf(each.file) === 'blocks' && !each.isTypeOnly);
    expect([...low, ...values].map(inWords)).toEqual([]);
  });

  it('do no input or output where they only think', () => {
    const pure = src.flatMap(importsOf).filter(({ file }) => /^src\/(?:runs|blocks)\//.test(file));
    const packages = pure.filter(
      ({ target }) => !isLocal(target) && !/^(?:zod|@slack\/types)$/.test(target),
    );
    expect(packages.map(inWords)).toEqual([]);
  });

  it('read the environment and exit in main.ts alone', () => {
    const owners = src.filter(({ code }) => /\bprocess\s*\.\s*(?:env|exit|exitCode)\b/.test(code));
    expect(owners.map(({ file }) => file)).toEqual(['src/main.ts']);
  });

  it('take the time as an argument below the handlers', () => {
    const clocks = src.filter(
      ({ file, code }) =>
        /^src\/(?:runs|blocks)\//.test(file) &&
        /\bDate\.now\b|new Date\(\)|Math\.random/.test(code),
    );
    expect(clocks.map(({ file }) => file)).toEqual([]);
  });
});

describe('the playground', () => {
  it('takes only the app, the configuration and the log out of src', () => {
    const imports = playground.flatMap(importsOf).filter(({ target }) => target.startsWith('src/'));
    expect(imports.length).toBeGreaterThan(0);
    expect(
      imports.filter(({ target }) => !/^src\/(?:app|config|log)\.ts$/.test(target)).map(inWords),
    ).toEqual([]);
  });

  it('takes nothing from the tests', () => {
    const imports = playground.flatMap(importsOf).filter(({ target }) => /^test\//.test(target));
    expect(imports.map(inWords)).toEqual([]);
  });
});

describe('every source', () => {
  it('has at most 250 lines', () => {
    const long = [...src, ...playground].filter(
      ({ text }) => text.trimEnd().split('\n').length > 250,
    );
    expect(long.map(({ file }) => file)).toEqual([]);
  });
});

/** What the types must do without, with a line that has it and one that only looks like it. */
const escapes: readonly (readonly [string, RegExp, string, string])[] = [
  ['any', /(?:[:<|&,(=]|=>|\bas)\s*any\b(?!\s*[:(])/, 'f(x: any)', 'AbortSignal.any([a, b])'],
  [
    'an assertion of a type',
    /[\w)\]}'"]\s+as\s+(?!const\b)\w/,
    'return `$' + '{value as Run}`;',
    "const a = ['as Run'] as const;",
  ],
  [
    'an assertion that something is there',
    /[\w)\]]!(?:[.[);,]|\s*$)/,
    'return rows[0]!.id;',
    'if (!ready && a !== b) return;',
  ],
  [
    'an assertion of the old form',
    /(?:[=(]|return)\s*<\w+>\s*[\w({[]/,
    'x = <Run>y',
    'new Map<A, B>()',
  ],
];

function linesWith(pattern: RegExp, { file, code }: Source): string[] {
  return withoutImports(code)
    .split('\n')
    .filter((line) => pattern.test(line))
    .map((line) => `${file}: ${line.trim()}`);
}

describe('every source of the bot', () => {
  it.each(escapes)('does without %s', (_, pattern, bad, good) => {
    expect(src.flatMap((source) => linesWith(pattern, source))).toEqual([]);
    expect(linesWith(pattern, read('bad.ts', bad))).toHaveLength(1);
    expect(linesWith(pattern, read('good.ts', good))).toEqual([]);
  });

  it('silences no tool', () => {
    const silenced = src.filter(({ text }) =>
      /@ts-(?:ignore|expect-error|nocheck)|biome-ignore|eslint-disable|\b(?:TODO|FIXME|XXX)\b/.test(
        text,
      ),
    );
    expect(silenced.map(({ file }) => file)).toEqual([]);
  });

  it('says of every export what it is', () => {
    const undocumented = src.flatMap(({ file, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, index) => {
        const isExport = /^export (?!\{|\*|type \{)/.test(line);
        return isExport && lines[index - 1]?.trimEnd().endsWith('*/') !== true
          ? [`${file}: ${line}`]
          : [];
      });
    });
    expect(undocumented).toEqual([]);
  });
});

describe('the reading of sources', () => {
  const source = read(
    'src/handlers/example.ts',
    [
      "import type { A } from '../api/schema.ts';",
      "import { type B, c as d } from '../runs/run.ts';",
      "import { type E, type F } from '../runs/run.ts';",
      "import packageJson from '../../package.json' with { type: 'json' };",
      'import {',
      '  g,',
      "} from 'zod';",
      "export { h } from './h.ts';",
      "const later = await import('./later.ts');",
      "import './effect.ts';",
      "const words = 'as any // process.env'; // as any",
      '/* process.env */',
    ].join('\n'),
  );

  it('finds every import, with where it leads and whether it is for types alone', () => {
    expect(importsOf(source).map(({ target, isTypeOnly }) => [target, isTypeOnly])).toEqual([
      ['src/api/schema.ts', true],
      ['src/runs/run.ts', false],
      ['src/runs/run.ts', true],
      ['package.json', false],
      ['zod', false],
      ['src/handlers/h.ts', false],
      ['src/handlers/later.ts', false],
      ['src/handlers/effect.ts', false],
    ]);
  });

  it('takes neither comments nor the insides of texts for code', () => {
    expect(source.code).not.toContain('process.env');
    expect(source.code).not.toContain('as any');
  });

  it('takes what stands in a template for code', () => {
    expect(read('a.ts', 'const a = `it is $' + '{process.env} now`;').code).toContain(
      'process.env',
    );
  });

  it.each([
    ['src/api/client.ts', 'src/runs/run.ts', true, false],
    ['src/runs/run.ts', 'src/api/schema.ts', true, true],
    ['src/runs/run.ts', 'src/api/schema.ts', false, false],
    ['src/blocks/problem-words.ts', 'src/api/errors.ts', false, true],
    ['src/blocks/problem-words.ts', 'src/api/client.ts', false, false],
    ['src/blocks/run-card.ts', 'src/handlers/answer.ts', true, false],
    ['src/http/server.ts', 'src/handlers/bot.ts', true, false],
    ['src/handlers/bot.ts', 'src/config.ts', true, true],
    ['src/handlers/bot.ts', 'src/config.ts', false, false],
    ['src/handlers/bot.ts', 'src/app.ts', true, false],
    ['src/app.ts', 'src/handlers/bot.ts', false, true],
    ['src/new-file.ts', 'src/log.ts', true, false],
  ])('lets %s import %s (types alone: %s): %s', (file, target, isTypeOnly, allowed) => {
    expect(mayImport({ file, target, isTypeOnly, names: '' })).toBe(allowed);
  });
});

function sourcesIn(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((file) => /\.[jt]sx?$/.test(file) && !file.includes('/node_modules/'))
    .sort()
    .map((file) => read(file, readFileSync(join(root, file), 'utf8')));
}

function read(file: string, text: string): Source {
  return { file, text, code: withoutCommentsAndTexts(text) };
}

/** Comments go, texts become empty; of a template the code inside stays. */
function withoutCommentsAndTexts(text: string): string {
  return text.replace(
    /\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\\n]|\\.)*`/g,
    (part) => {
      if (part.startsWith('/')) {
        return '';
      }
      const codes = part.startsWith('`') ? [...part.matchAll(/\$\{([^}]*)\}/g)] : [];
      return codes.length === 0 ? "''" : `'' + ${codes.map(([, code]) => code).join(' + ')}`;
    },
  );
}

function withoutImports(code: string): string {
  return code.replace(/^(?:import|export)\s[^;]*?\bfrom\s*''[^;]*;/gm, '');
}

function importsOf({ file, text }: Source): Import[] {
  const statements =
    /^(?:import|export)\s+(?:([^;'"]*?)\s+from\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;
  return [...text.matchAll(statements)].map(([, names = '', from, dynamic]) => ({
    file,
    target: resolved(file, from ?? dynamic ?? ''),
    isTypeOnly: isForTypesAlone(names),
    names,
  }));
}

function isForTypesAlone(names: string): boolean {
  const listed = /^\{([^}]*)\}$/s.exec(names.trim())?.[1];
  const each =
    listed
      ?.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '') ?? [];
  return /^type\s/.test(names) || (each.length > 0 && each.every((name) => /^type\s/.test(name)));
}

function resolved(file: string, specifier: string): string {
  return specifier.startsWith('.')
    ? normalize(join(dirname(file), specifier)).replaceAll('\\', '/')
    : specifier;
}

function isLocal(target: string): boolean {
  return /^(?:src|playground|test)\/|^package\.json$|^\.\./.test(target);
}

function inWords({ file, names, target }: Import): string {
  return `${file} imports ${names.replace(/\s+/g, ' ')} from ${target}`;
}
