import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Not ours, or never seen outside its package. */
const internal = /^ERR_(TLS_\w+|ADDRESS_FORBIDDEN)$/

const codesIn = (text: string): string[] => text.match(/(?<![A-Z_])ERR_[A-Z][A-Z_]+(?![a-z])/g) ?? []

it('docs/errors.md explains every code of the sources once, and no other', () => {
  const sources = globSync('{apps,packages}/*/src/**/*.ts', { cwd: root, exclude: ['**/node_modules/**'] })
    .concat(globSync('scripts/*.ts', { cwd: root }))
    .filter((path) => !/\.test\.ts$|\.fixture\.ts$|\/testing\//.test(path))
  expect(sources.length).toBeGreaterThan(100)
  const used = new Set(sources.flatMap((path) => codesIn(readFileSync(root + path, 'utf8'))))

  const rows = readFileSync(`${root}docs/errors.md`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  const explained = rows.map((row) => codesIn(row)[0])

  expect(explained.toSorted()).toEqual([...used].filter((code) => !internal.test(code)).toSorted())
  for (const row of rows) expect(row, row).toMatch(/^\| `\w+` \| .{5,} \| .{5,} \|$/)
})
