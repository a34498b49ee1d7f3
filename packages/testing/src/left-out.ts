import type { Reporter, TestModule } from 'vitest/node'

declare module 'vitest' {
  interface TaskMeta {
    /** What the suite would have needed to run. */
    leftOutFor?: string
  }
}

const rule = '!'.repeat(80)

/** The outermost ones; suites inside them inherit the mark. */
const leftOutIn = (modules: readonly TestModule[]): string[] =>
  modules.flatMap((module) =>
    [...module.children.allSuites()]
      .filter((suite) => suite.meta().leftOutFor !== undefined && suite.parent.meta().leftOutFor === undefined)
      .map((suite) => `${module.relativeModuleId}: ${suite.fullName}`),
  )

/** Says loudly, at the end of a run, which suites did not run for lack of Redis. */
export const leftOutReporter = (): Reporter => ({
  onTestRunEnd(modules) {
    const leftOut = leftOutIn(modules)
    if (leftOut.length === 0) return
    const lines = [
      `${leftOut.length} ${leftOut.length === 1 ? 'suite was' : 'suites were'} left out for lack of Redis:`,
      ...leftOut.map((suite) => `  ${suite}`),
      'Install redis-server or valkey-server, or set TEST_REDIS_URL.',
    ]
    process.stderr.write(`\n${rule}\n${lines.join('\n')}\n${rule}\n\n`)
  },
})
