import { expect, test } from 'vitest'
import { findViolations } from './boundaries.mjs'

const workspace = (...names) => Object.fromEntries(names.map((name) => [`@pretok/${name}`, 'workspace:*']))

test('what the picture has is allowed', () => {
  expect(
    findViolations([
      {
        name: '@pretok/connector-prestashop',
        dependencies: { ...workspace('client-prestashop', 'domain', 'kernel'), zod: 'catalog:' },
        devDependencies: workspace('sandbox', 'testing', 'http'),
      },
    ]),
  ).toEqual([])
})

test.each([
  ['upwards', 'domain', 'db'],
  ['sideways', 'connector-prestashop', 'connector-metakocka'],
  ['a client that knows the domain', 'client-metakocka', 'domain'],
  ['another app', 'gateway', 'order-worker'],
])('%s is found', (_, name, other) => {
  expect(findViolations([{ name: `@pretok/${name}`, dependencies: workspace(other) }])).toEqual([
    `@pretok/${name} may not import @pretok/${other} (dependencies)`,
  ])
})

test('what tests may use, the program may not', () => {
  const manifest = { name: '@pretok/order-worker', dependencies: workspace('sandbox') }

  expect(findViolations([manifest])).toEqual(['@pretok/order-worker may not import @pretok/sandbox (dependencies)'])
})

test('a new package must be drawn in first', () => {
  expect(findViolations([{ name: '@pretok/new-thing' }])).toEqual([
    '@pretok/new-thing has no line in checks/boundaries.mjs: say there what it may import',
  ])
})
