import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: 40_000,
    hookTimeout: 60_000,
    sequence: { shuffle: true },
    restoreMocks: true,
    // Many tests wait for a browser, a process or a time limit of the bot: more of them than cores fit.
    maxWorkers: 3,
    // A thread starts faster than a process, and there are more files than a minute has seconds.
    pool: 'threads',
  },
});
