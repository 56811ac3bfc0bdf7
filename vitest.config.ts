import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'console/src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Most of the time tests wait for servers and processes: a worker less than there are processors would leave them idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
