import { expect, it } from 'vitest'
import { isBefore } from './version.ts'

it.each([
  ['1.6.1.24', '1.7', true],
  ['1.7.0.6', '1.7', false],
  ['1.7.7.8', '1.7.8', true],
  ['1.7.8.0', '1.7.8', false],
  ['1.7.8', '1.7.8', false],
  ['1.7.10.1', '1.7.8', false],
  ['8.0.0', '1.7.8', false],
  ['9.0.0-beta.1', '10', true],
  ['10.0.0', '10', false],
])('%s is before %s: %s', (version, other, before) => {
  expect(isBefore(version, other)).toBe(before)
})
