import fc from 'fast-check';
import type { Recall } from '../../src/blocks/action-value.ts';
import type { CardLife } from '../../src/blocks/card-life.ts';
import type { RunReference } from '../../src/runs/reference.ts';
import type { RunTest, TestRun } from '../../src/runs/run.ts';
import { testIdOf } from './sample-run.ts';

/** Texts that hurt a careless writer. */
const hostilePieces = [
  '<!channel>',
  '<!here|here>',
  '<!subteam^S012AB3CD>',
  '<@U012AB3CD>',
  '<#C012AB3CD>',
  '<https://evil.example|x>',
  'https://evil.example',
  '&lt;!channel&gt;',
  '&',
  '<',
  '>',
  '|',
  '`',
  '```',
  '*bold*',
  '_',
  ':tada:',
  '> quoted',
  '\u202e',
  '\u2067',
  '\u200f',
  '\ud83d',
  '\udc00',
  '\u0000',
  '\u001b[31m',
  '\u2028',
  '\r\n',
  '👩‍👩‍👧‍👦',
  '$&',
  '__proto__',
  '   ',
  'a'.repeat(20_000),
  '&'.repeat(5_000),
  '😀'.repeat(10_000),
];

/** Text as Empirical could send it at its worst. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostilePieces),
  fc
    .array(
      fc.oneof(fc.constantFrom(...hostilePieces.slice(0, -3)), fc.string({ unit: 'binary' })),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((pieces) => pieces.join('')),
  fc.string({ minLength: 1, maxLength: 300 }),
);

const hostileUrl: fc.Arbitrary<string> = fc.oneof(
  hostileText,
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom(
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'https://a.example/a b|c<d>e`f',
    'https://a.example/?a=1&b=<!channel>|x',
    'https://a.example/\u202e\u0000\n',
    'https://user:pass@a.example/',
    `https://a.example/${'x'.repeat(5_000)}`,
    `https://a.example/${'x'.repeat(2_982)}`,
    `https://a.example/?${'&'.repeat(690)}`,
    `https://a.example/${'ü'.repeat(700)}`,
    'https://',
    'http://[::1]:99/',
    '//a.example',
  ),
);

const count = fc.oneof(
  fc.constantFrom(0, 1, 2, 42, 1000, Number.MAX_SAFE_INTEGER),
  fc.maxSafeNat(),
  fc.nat({ max: 30 }),
);

const instantMs = fc.oneof(
  fc.constantFrom(0, -1, 8.64e15, -8.64e15),
  fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) }),
);

const state = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'pending',
      'queued',
      'started',
      'ended',
      'error',
      'cancelled',
      'cancelling',
    ),
  },
  { weight: 2, arbitrary: fc.constant('ended') },
  { weight: 1, arbitrary: hostileText.filter((text) => /\S/.test(text)) },
);

const testId = fc.nat({ max: 20 }).map(testIdOf);
const testSlug = fc.stringMatching(/^[a-z0-9]{1,64}$/);

const test: fc.Arbitrary<RunTest> = fc.record(
  {
    id: testId,
    slug: testSlug,
    status: fc.oneof(
      fc.constantFrom('failed', 'failed', 'passed', 'flaky', 'skipped'),
      hostileText,
    ),
    path: fc.array(hostileText, { minLength: 1, maxLength: 4 }),
    playwrightProject: hostileText,
    snoozed: fc.boolean(),
  },
  { requiredKeys: ['status', 'path', 'snoozed'] },
);

const tests = fc.oneof(
  { weight: 9, arbitrary: fc.array(test, { maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: test.map((one) =>
      Array.from({ length: 10_000 }, () => ({ ...one, status: 'failed' })),
    ),
  },
);

/** Any run that the API could make the bot hold. */
export const anyRun: fc.Arbitrary<TestRun> = fc.record(
  {
    id: fc.oneof(fc.constantFrom(1, Number.MAX_SAFE_INTEGER), fc.integer({ min: 1 })),
    state,
    tests,
    projectName: hostileText,
    environment: hostileText,
    totalCount: count,
    successCount: count,
    failedCount: count,
    failedCountAfterSnoozing: count,
    skippedCount: count,
    flakyCount: count,
    durationMs: fc.double({ min: Number.MIN_VALUE, max: 366 * 24 * 3_600_000, noNaN: true }),
    testBranch: hostileText,
    testCommit: fc.oneof(hostileText, fc.stringMatching(/^[0-9a-f]{40}$/)),
    buildUrl: hostileUrl,
    buildBranch: hostileText,
    buildCommit: hostileText,
    createdAtMs: instantMs,
    startedAtMs: instantMs,
    endedAtMs: instantMs,
    summaryUrl: hostileUrl,
  },
  { requiredKeys: ['id', 'state', 'tests'] },
);

const slug = fc.oneof(fc.stringMatching(/^\w[\w.~-]{0,99}$/), fc.constant('s'.repeat(100)));

/** Any reference that a command or link could give. */
export const anyReference: fc.Arbitrary<RunReference> = fc.record(
  { id: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), slug, testId, testSlug },
  { requiredKeys: ['id'] },
);

/** Who asked, and how. */
export const anyAsking: fc.Arbitrary<Omit<Recall, 'references'>> = fc.record(
  {
    askedBy: fc.stringMatching(/^[UW][A-Z0-9]{8,11}$/),
    isPrivate: fc.constant(true),
    threadTs: fc.stringMatching(/^1[0-9]{9}\.[0-9]{6}$/),
    canLive: fc.constant(true),
  },
  { requiredKeys: [] },
);

/** How a card follows its run, whatever the clock says; null for a card that does not. */
export const anyLife: fc.Arbitrary<CardLife | null> = fc.option(
  fc.record({
    status: fc.constantFrom('followed', 'followed', 'not-found', 'key-refused', 'too-long'),
    nowMs: fc.oneof(instantMs, fc.constant(undefined)),
  }),
);
