import type { Reporter, TestModule } from 'vitest/node'

declare module 'vitest' {
  interface TaskMeta {
    /** What the suite would have needed to run. */
    leftOutFor?: string
  }
}

const rule = '!'.repeat(80)

/** What to do about it. */
const remedies: Record<string, string> = {
  Redis: 'Install redis-server or valkey-server, or set TEST_REDIS_URL.',
  PHP: 'Install php-cli, php-curl and php-sqlite3.',
}

/** The outermost ones; suites inside them inherit the mark. */
const leftOutIn = (modules: readonly TestModule[], lacking: string): string[] =>
  modules.flatMap((module) =>
    [...module.children.allSuites()]
      .filter((suite) => suite.meta().leftOutFor === lacking && suite.parent.meta().leftOutFor === undefined)
      .map((suite) => `${module.relativeModuleId}: ${suite.fullName}`),
  )

/** Says loudly, at the end of a run, which suites did not run for lack of something. */
export const leftOutReporter = (): Reporter => ({
  onTestRunEnd(modules) {
    for (const [lacking, remedy] of Object.entries(remedies)) {
      const leftOut = leftOutIn(modules, lacking)
      if (leftOut.length === 0) continue
      const lines = [
        `${leftOut.length} ${leftOut.length === 1 ? 'suite was' : 'suites were'} left out for lack of ${lacking}:`,
        ...leftOut.map((suite) => `  ${suite}`),
        remedy,
      ]
      process.stderr.write(`\n${rule}\n${lines.join('\n')}\n${rule}\n\n`)
    }
  },
})
