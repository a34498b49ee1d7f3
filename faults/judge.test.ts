import { describe, expect, it } from 'vitest'
import { type Facts, isQuiet, judge, type ShopFacts, type TellingReason } from './judge.ts'
import type { PlacedOrder } from './shops.ts'

const reason = (code: string): TellingReason => ({
  code,
  message: 'Why.',
  messageSl: 'Zakaj.',
  remedy: 'What to do.',
  remedySl: 'Kaj storiti.',
})

const booked: PlacedOrder = {
  storeOrderId: '120',
  reference: 'ABCDEFGHI',
  totalPaid: '47.060000',
  kind: 'ordinary',
  ends: { states: ['booked'], reasons: {} },
}
const held: PlacedOrder = {
  ...booked,
  storeOrderId: '121',
  reference: 'BCDEFGHIJ',
  kind: 'withoutReference',
  ends: { states: ['held'], reasons: { held: 'ERR_ORDER_REFERENCE_MISSING' } },
}
const document = { mkId: 'm1', buyerOrder: 'S1-ABCDEFGHI', total: '47.06' }
const bookedOrder = { id: 'o1', storeOrderId: '120', state: 'booked', totalPaid: '47.06', erp: document } as const
const heldOrder = {
  id: 'o2',
  storeOrderId: '121',
  state: 'held',
  totalPaid: '47.06',
  reason: reason('ERR_ORDER_REFERENCE_MISSING'),
} as const

const shop: ShopFacts = {
  name: 'Shop 1',
  prefix: 'S1-',
  placed: [booked, held],
  connections: [{ id: 'c1', state: 'active' }],
  orders: [bookedOrder, heldOrder],
  syncs: [{ id: 's1', state: 'done' }],
  syncsAsked: 1,
  documents: [document],
  partners: [{ name: 'Ana Novak', taxNumber: '', addresses: ['Ulica 1, 3000 Celje', 'Ulica 2, 3000 Celje'] }],
  productCodes: ['A', 'B'],
}
const sound: Facts = {
  shops: [shop],
  work: [{ connectionId: 'c1', job: 'import-orders', state: 'waiting', isLater: true, isHeld: false }],
  hooks: { accepted: new Map([['msg_1', 1]]), unhandled: 0, lost: [] },
  deaths: [],
  leaks: [],
}

const withShop = (change: Partial<ShopFacts>): Facts => ({ ...sound, shops: [{ ...shop, ...change }] })
const withBooked = (change: object): Facts => withShop({ orders: [{ ...bookedOrder, ...change }, heldOrder] })
const withHeld = (change: object): Facts => withShop({ orders: [bookedOrder, { ...heldOrder, ...change }] })
const withWork = (change: object): Facts => ({
  ...sound,
  work: [{ connectionId: 'c1', job: 'transfer-order', state: 'waiting', isLater: false, isHeld: false, ...change }],
})

describe('the judge', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(judge(sound)).toEqual([])
  })

  it('lets recurring work be at it', () => {
    expect(judge(withWork({ job: 'import-orders', state: 'running', isHeld: true }))).toEqual([])
  })

  it.each<[string, Facts, RegExp]>([
    ['a lost order', withShop({ orders: [heldOrder] }), /order 120 .* was lost/],
    [
      'an order imported twice',
      withShop({ orders: [bookedOrder, bookedOrder, heldOrder] }),
      /stands in Pretok 2 times/,
    ],
    ['an order from nowhere', withShop({ placed: [booked] }), /order 121 was never placed/],
    ['a second document', withShop({ documents: [document, { ...document, mkId: 'm2' }] }), /2 documents/],
    ['a booking without document', withShop({ documents: [] }), /booked, and the ERP has 0 documents/],
    [
      'a document of a held order',
      withShop({ documents: [document, { mkId: 'm2', buyerOrder: 'S1-BCDEFGHIJ', total: '47.06' }] }),
      /held, and the ERP has 1 documents/,
    ],
    [
      'a document of no order',
      withShop({ documents: [document, { mkId: 'm2', buyerOrder: 'XYZ', total: '1' }] }),
      /m2 \(XYZ\) belongs to no order/,
    ],
    ['a cent too much', withShop({ documents: [{ ...document, total: '47.07' }] }), /total of document m1 is 47.07/],
    ['another sum in Pretok', withBooked({ totalPaid: '47.05' }), /in Pretok, is 47.05/],
    ['another document in Pretok', withBooked({ erp: { ...document, mkId: 'm9' } }), /its document is m9, not m1/],
    ['another total in Pretok', withBooked({ erp: { ...document, total: '1.00' } }), /its total in Pretok is 1.00/],
    ['a state it must not have', withBooked({ state: 'in_doubt', reason: reason('ERR_X') }), /in_doubt, not booked/],
    ['a stop without reason', withHeld({ reason: undefined }), /held without a reason/],
    ['the wrong reason', withHeld({ reason: reason('ERR_OTHER') }), /because of ERR_OTHER, not ERR_ORDER_REFERENCE/],
    [
      'a reason in one language',
      withHeld({ reason: { ...heldOrder.reason, remedySl: ' ' } }),
      /not told in both languages/,
    ],
    ['a doubled connection', withShop({ connections: [...shop.connections, ...shop.connections] }), /2 connections/],
    ['a paused connection', withShop({ connections: [{ id: 'c1', state: 'paused' }] }), /nobody says why/],
    ['a sync that failed', withShop({ syncs: [{ id: 's1', state: 'failed' }] }), /sync s1 is failed/],
    ['a sync that was lost', withShop({ syncs: [] }), /1 syncs were asked for, there are 0/],
    [
      'a doubled partner',
      withShop({
        partners: [...shop.partners, { name: 'Ana Novak', taxNumber: '', addresses: ['Ulica 1, 3000 Celje'] }],
      }),
      /partner twice: Ana Novak/,
    ],
    [
      'a doubled firm',
      withShop({
        partners: [
          { name: 'Firma', taxNumber: 'SI1', addresses: ['A'] },
          { name: 'Firma', taxNumber: 'SI1', addresses: ['B'] },
        ],
      }),
      /several partners with tax number SI1/,
    ],
    ['a doubled product', withShop({ productCodes: ['A', 'A'] }), /product A twice/],
    ['work that nobody does', withWork({}), /left over: transfer-order, waiting/],
    ['work that runs for ever', withWork({ state: 'running' }), /left over: transfer-order, running/],
    ['recurring work that nobody has', withWork({ job: 'import-orders', state: 'running' }), /left over: import/],
    ['recurring work that fails', withWork({ job: 'import-orders', lastError: 'ERR_X' }), /left over: import/],
    ['work that was given up', withWork({ state: 'failed', lastError: 'ERR_X' }), /failed \(ERR_X\)/],
    ['a webhook taken twice', { ...sound, hooks: { ...sound.hooks, accepted: new Map([['m', 2]]) } }, /new 2 times/],
    ['a webhook not acted upon', { ...sound, hooks: { ...sound.hooks, unhandled: 3 } }, /3 webhooks/],
    [
      'a webhook that was lost',
      { ...sound, hooks: { ...sound.hooks, lost: ['msg_1'] } },
      /msg_1 was accepted and lost/,
    ],
    ['a process that died', { ...sound, deaths: ['the worker ended by itself'] }, /ended by itself/],
    ['a secret in the logs', { ...sound, leaks: ['a key'] }, /the logs hold a key/],
  ])('finds %s', (_what, facts, told) => {
    expect(judge(facts)).toContainEqual(expect.stringMatching(told))
  })
})

describe('quiet is', () => {
  it.each([
    ['work that recurs', { job: 'import-orders', state: 'waiting', isLater: true }, true],
    [
      'work that was given up, which is another matter',
      { job: 'transfer-order', state: 'failed', isLater: false },
      true,
    ],
    [
      'not what recurs and failed',
      { job: 'import-orders', state: 'waiting', isLater: true, lastError: 'ERR_X' },
      false,
    ],
    ['not what is due', { job: 'import-orders', state: 'waiting', isLater: false }, false],
    ['not an order on its way', { job: 'transfer-order', state: 'waiting', isLater: true }, false],
  ])('%s', (_what, row, expected) => {
    expect(isQuiet({ connectionId: 'c1', isHeld: false, ...row })).toBe(expected)
  })
})
