import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import { leftOutReporter } from './packages/testing/src/left-out.ts'

const shared = {
  environment: 'node',
  exclude: [...configDefaults.exclude, '**/dist/**', '**/.pretok/**'],
} as const

/** Unit tests touch nothing outside the process; integration tests get a real Postgres and a real Redis. */
export default defineConfig({
  ssr: { resolve: { conditions: ['source', 'module', 'node', 'development|production'] } },
  test: {
    reporters: ['default', leftOutReporter()],
    // Much of a test is waiting: with one worker, as two cores would have it, a core idles.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
          include: ['{apps,packages}/*/src/**/*.test.ts', '{scripts,faults}/*.test.ts', 'checks/*.test.mjs'],
          exclude: [...shared.exclude, '**/*.int.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'integration',
          include: ['{apps,packages}/*/src/**/*.int.test.ts', 'scripts/*.int.test.ts'],
          globalSetup: ['packages/testing/src/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'faults',
          include: ['faults/*.int.test.ts'],
          // They start many processes and bring servers of their own: one by one, after all others, whom they would only slow down.
          sequence: { groupOrder: 1 },
          fileParallelism: false,
        },
      },
    ],
  },
})
