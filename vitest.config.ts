import { defineConfig } from 'vitest/config';

const node = {
  environment: 'node' as const,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: 'forks' as const,
  // A file does not load the whole program anew: a third of the time would go there. What a test changes in its process
  // (variables, listeners, timers), it puts back.
  isolate: false,
  globalSetup: ['tests/support/bundle-workers.ts'],
};

export default defineConfig({
  test: {
    projects: [
      {
        // On every core, as those of the next layer.
        test: {
          ...node,
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...node,
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        // One at a time: the tests of kills and load starve beside others on two cores.
        test: {
          ...node,
          name: 'e2e',
          include: ['tests/e2e/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // Each file has a program and a browser of its own, and waits for them more than it works.
        test: {
          ...node,
          name: 'page',
          include: ['tests/e2e/page/*.test.ts'],
          testTimeout: 120_000,
          maxWorkers: '100%',
          sequence: { groupOrder: 3 },
        },
      },
    ],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary', 'json-summary'] },
  },
});
