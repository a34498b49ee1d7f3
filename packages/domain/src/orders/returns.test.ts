import { expect, it } from 'vitest'
import type { OrderLine, StoreOrder } from './order.ts'
import { findReturns } from './returns.ts'

const line = (storeLineId: string, change: Partial<OrderLine>): OrderLine => ({
  storeLineId,
  storeProductId: storeLineId,
  reference: `R-${storeLineId}`,
  name: 'Majica',
  quantity: 5,
  unitGross: '1',
  totalNet: '1',
  totalGross: '1',
  ...change,
})
const order = {
  lines: [line('1', { returned: 2 }), line('2', { restocked: 3 }), line('3', {})],
} as StoreOrder

it.each([
  ['what customers sent back, whether or not the ERP packed it', false, {}, ['2 R-1']],
  ['what went back to stock only if it ever left', true, {}, ['2 R-1', '3 R-2']],
  ['no more than no complaint tells of yet', true, { '1': 1, '2': 3 }, ['1 R-1']],
])('counts %s', (_what, hasLeft, claimed, expected) => {
  const found = findReturns(order, { claimed, hasLeft })
  expect(found.map(({ code, pieces }) => `${pieces} ${code}`)).toEqual(expected)
})
