import { describe, expect, it } from 'vitest'
import { Reason } from '../orders/order-state.ts'
import { productReasons } from './product-reasons.ts'

const item = { name: 'Majica – Velikost: L', productId: '12', combinationId: '34' }

/** Something for every placeholder of every reason. */
const details = {
  item,
  field: 'price',
  seen: 'text',
  code: 'MAJ-L',
  productReference: 'MAJ',
  ean13: '3830000000003',
  others: [{ name: 'Hlače', productId: '99' }],
  products: [{ mkId: '1600001744', countCode: 'PA-17' }],
  mkId: '1600001744',
  language: 'sl',
  priceList: 'WEB',
  text: 'Unit is unknown.',
  missing: ['A', 'B'],
  from: '1',
  to: '2',
}

const reasons = Object.entries(productReasons).map(([name, make]) => ({ name, reason: make(details) }))

describe('productReasons', () => {
  it.each(reasons)('$name says in both languages what is and what to do', ({ name, reason }) => {
    const { message, messageSl, remedy, remedySl } = Reason.parse(reason)
    for (const text of [message, messageSl, remedy, remedySl]) {
      expect(text).toMatch(/^["\p{Lu}].+\.$/u)
      expect(text).not.toMatch(/undefined|NaN|\[object/)
    }
    expect(messageSl).not.toBe(message)
    expect(remedySl).not.toBe(remedy)
    if (name === 'unreadable') return
    expect(message).toContain('"Majica – Velikost: L" (product 12, combination 34)')
    expect(messageSl).toContain('"Majica – Velikost: L" (izdelek 12, kombinacija 34)')
  })

  it('has a code of its own for each', () => {
    const codes = reasons.map(({ reason }) => reason.code)
    expect(new Set(codes).size).toBe(codes.length)
    for (const code of codes) expect(code).toMatch(/^ERR_PRODUCT_[A-Z_]+$/)
  })

  it('names five of many', () => {
    const others = Array.from({ length: 30 }, (_, at) => ({ name: `Hlače ${at}`, productId: String(at) }))
    const { message } = productReasons.duplicateInStore({ item, code: 'MAJ-L', others })
    expect(message).toContain('Hlače 4')
    expect(message).not.toContain('Hlače 5')
  })
})
