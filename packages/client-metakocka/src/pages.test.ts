import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Page, readPages, type Window } from './pages.ts'
import { collect } from './testing/collect.ts'

const readAll = async <Row>(pages: AsyncIterable<Row[]>): Promise<Row[]> => (await collect(pages)).flat()

/** A list of `size` rows that never gives more than `most` at once, and prints what `prints` says of a page. */
const list = (
  size: number,
  most: number,
  prints: { limit: boolean; offset: boolean; total: boolean; count: boolean },
) => {
  const all = Array.from({ length: size }, (_, index) => index)
  return async ({ limit, offset }: Window): Promise<Page<number>> => {
    const granted = Math.min(Number(limit), most)
    const rows = all.slice(Number(offset), Number(offset) + granted)
    return {
      rows,
      ...(prints.limit ? { limit: granted } : {}),
      ...(prints.offset ? { offset: Number(offset) } : {}),
      ...(prints.total ? { total: size } : {}),
      ...(prints.count ? { count: rows.length } : {}),
    }
  }
}

const printed = fc.record({ limit: fc.boolean(), offset: fc.boolean(), total: fc.boolean(), count: fc.boolean() })

describe('readPages', () => {
  it('reads every row once, whatever an answer prints', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 20 }), printed, async (size, limit, prints) => {
        expect(await readAll(readPages(list(size, 20, prints), limit))).toEqual([...Array(size).keys()])
      }),
    )
  })

  it('reads every row when fewer are granted than asked for', async () => {
    for (const known of ['limit', 'total']) {
      const prints = { limit: known === 'limit', total: known === 'total', offset: true, count: true }
      expect(await readAll(readPages(list(45, 10, prints), 100))).toHaveLength(45)
    }
  })

  it('does not take a list that ends before its total for a whole one', async () => {
    const read = async ({ offset }: Window): Promise<Page<number>> => ({ rows: offset === '0' ? [1, 2] : [], total: 3 })
    await expect(readAll(readPages(read, 2))).rejects.toMatchObject({ code: 'ERR_REMOTE_UNAVAILABLE' })
  })

  it('does not take a short page that calls itself full for the last one', async () => {
    const read = async ({ offset }: Window): Promise<Page<number>> =>
      offset === '0' ? { rows: [1], count: 2 } : { rows: [2] }
    expect(await readAll(readPages(read, 2))).toEqual([1, 2])
  })

  it('reads on until nothing comes, where the end must be certain', async () => {
    const lengths = [3, 1, 2, 0]
    const read = async (): Promise<Page<number>> => ({ rows: Array(lengths.shift()).fill(0) })
    expect(await readAll(readPages(read, 3, { untilEmpty: true }))).toHaveLength(6)
  })

  it.each([false, true])(
    'does not take a last page that lacks rows for a whole one (until empty: %s)',
    async (untilEmpty) => {
      const read = async (): Promise<Page<number>> => ({ rows: untilEmpty ? [] : [1], count: 2 })
      await expect(readAll(readPages(read, 3, { untilEmpty }))).rejects.toMatchObject({
        code: 'ERR_REMOTE_UNAVAILABLE',
      })
    },
  )

  it('notices that another page came than the one it asked for', async () => {
    const read = async (): Promise<Page<number>> => ({ rows: [1, 2], offset: 0 })
    await expect(readAll(readPages(read, 2))).rejects.toMatchObject({ code: 'ERR_REMOTE_SHAPE' })
  })
})
