import { readFileSync } from 'node:fs'
import { Flow } from '@pretok/domain'
import { describe, expect, it } from 'vitest'
import { topics } from './diagnosis/topics.ts'
import { neededRights, type Right, rightsOf } from './rights.ts'

const doc = readFileSync(new URL('../../../docs/diagnosis.md', import.meta.url), 'utf8')
const off = { orders: false, products: false, stock: false, statuses: false, invoices: false }

describe('docs/diagnosis.md', () => {
  const write = ({ resource, since, optional }: Right): string => {
    const notes = [since && `since ${since}`, optional && 'optional'].filter(Boolean).join('; ')
    return notes === '' ? resource : `${resource} (${notes})`
  }

  it.each(Flow.options)('lists the rights of %s', (flow) => {
    const own = rightsOf[flow].filter((right) => flow !== 'invoices' || !rightsOf.orders.includes(right))
    const cell = (changes: boolean): string =>
      own
        .filter(({ verbs }) => verbs.includes('PUT') === changes)
        .map(write)
        .join(', ')
    const read = flow === 'invoices' ? `those of \`orders\`, ${cell(false)}` : cell(false)
    expect(doc).toContain(`\n| \`${flow}\` | ${read} | ${cell(true)}${cell(true) && ' '}|\n`)
  })

  it('has every check in its order', () => {
    const listed = [...doc.matchAll(/^\| `(store\.\w+)` \|/gm)].map(([, id]) => id)
    expect(listed).toEqual(Object.values(topics).map(({ id }) => id))
  })
})

describe('neededRights', () => {
  it('names each resource once, with all verbs and flows that want it', () => {
    const needed = neededRights({ ...off, orders: true, statuses: true }, '8.2.1')
    const { size } = new Set(needed.map(({ resource }) => resource))
    expect(needed).toHaveLength(size)
    expect(needed.find(({ resource }) => resource === 'orders')).toMatchObject({
      verbs: ['GET', 'PUT'],
      flows: ['orders', 'statuses'],
    })
  })

  it('is nothing without a flow', () => {
    expect(neededRights(off, '8.2.1')).toEqual([])
  })

  it('leaves out what a version does not have, and nothing where the version is unknown', () => {
    const has = (version: string | undefined) =>
      neededRights({ ...off, orders: true }, version).some(({ resource }) => resource === 'order_cart_rules')
    expect([has('1.7.7.8'), has('1.7.8.0'), has(undefined)]).toEqual([false, true, true])
  })
})
