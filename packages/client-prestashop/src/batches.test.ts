import { array, assert, integer, oneof, property, string, uniqueArray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toBatches } from './batches.ts'
import { anyOf } from './filter.ts'
import { toSearch } from './list-query.ts'

const id = integer({ min: 1, max: 9_999_999 }).map(String)
const reference = string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !/[[\]|\n]/.test(text))
const lengthOf = (batch: string[]): number => toSearch({ filter: { id: anyOf(batch) } }).length

describe('toBatches', () => {
  it('keeps every value, in order, and every address short', () => {
    assert(
      property(
        array(oneof(id, reference), { maxLength: 200 }),
        integer({ min: 300, max: 1_000 }),
        (values, maxBytes) => {
          const batches = toBatches(values, maxBytes)
          expect(batches.flat()).toEqual(values)
          const bare = lengthOf(['0', '0'])
          for (const batch of batches) expect(lengthOf(batch)).toBeLessThanOrEqual(bare + maxBytes)
        },
      ),
    )
  })

  it('makes no more batches than needed', () => {
    assert(
      property(
        uniqueArray(id, { minLength: 2, maxLength: 200 }),
        integer({ min: 50, max: 500 }),
        (values, maxBytes) => {
          const batches = toBatches(values, maxBytes)
          const bytes = (batch: string[]) => batch.reduce((sum, value) => sum + value.length + 3, 0)
          for (const [index, next] of batches.slice(1).entries()) {
            expect(bytes(batches[index] ?? []) + (next[0]?.length ?? 0) + 3).toBeGreaterThan(maxBytes)
          }
        },
      ),
    )
  })

  it('makes none of nothing', () => {
    expect(toBatches([], 100)).toEqual([])
  })
})
