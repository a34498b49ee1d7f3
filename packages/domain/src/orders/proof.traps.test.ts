import { describe, expect, it } from 'vitest'
import { type Cart, type CartProduct, placeOrder } from './cart.fixture.ts'
import type { StoreOrder } from './order.ts'
import { type Proof, proveOrder } from './proof.ts'

// Where connectors for PrestaShop have gone wrong; docs/traps.md lists them all.

const shipping = { net: '7.00', taxRate: '22' }
const mug: CartProduct = { net: '11.900000', taxRate: '22', quantity: 1 }
const book: CartProduct = { net: '18.264840', taxRate: '9.5', quantity: 2 }

const prove = (order: StoreOrder, roundingLine = false): Proof => {
  const result = proveOrder(order, { roundingLine })
  if (!result.ok) throw new Error(result.reason.message)
  return result.proof
}

const placed = (cart: Partial<Cart>): StoreOrder =>
  placeOrder({ rounding: 'line', products: [mug], vouchers: [], ...cart }).order

const linesOf = (proof: Proof, kind: Proof['lines'][number]['kind']) =>
  proof.lines.filter((line) => line.kind === kind).map(({ taxRate, erpGross }) => [taxRate, erpGross])

const roundings = ['item', 'line', 'total'] as const

describe('rounding', () => {
  it('trap 1: the same cart has three totals, by how the shop rounds, and each is booked', () => {
    const cart = {
      products: [
        { net: '22.27', taxRate: '22', quantity: 2 },
        { net: '0.197266', taxRate: '9.5', quantity: 40 },
      ],
      vouchers: [{ percent: '25' }],
    }
    const totals = roundings.map((rounding) => prove(placed({ ...cart, rounding })).erpTotal)
    expect(totals).toEqual(['47.35', '47.23', '47.24'])
  })

  it('trap 2: fifty pieces rounded one by one come to 98.50, though 98.27 would be the price of them together', () => {
    const products = [{ net: '1.611000', taxRate: '22', quantity: 50 }]
    const totals = roundings.map((rounding) => prove(placed({ products, rounding })).erpTotal)
    expect(totals).toEqual(['98.50', '98.27', '98.27'])
    expect(prove(placed({ products, rounding: 'item' })).lines).toMatchObject([{ quantity: 50, unitPrice: '1.97' }])
  })

  it('trap 3: 36 pieces at 34.464, shown as 34.46, come to 1240.70', () => {
    const products = [{ net: '28.249180', taxRate: '22', quantity: 36 }]
    expect(prove(placed({ products })).lines).toMatchObject([{ unitPrice: '34.463889', erpGross: '1240.70' }])
  })

  it('trap 14: a reduced price is not built anew from its percentage; the line keeps its own total', () => {
    // 15 % off 11.90: 10.115 net, 12.3403 with VAT.
    const products = [{ net: '10.115000', taxRate: '22', quantity: 3 }]
    expect(prove(placed({ products })).lines).toMatchObject([{ unitPrice: '12.34', erpGross: '37.02' }])
  })
})

describe('vouchers of every kind', () => {
  const cart = { products: [mug, book], shipping }

  it.each<[string, Cart['vouchers'], [rate: string, gross: string][], string]>([
    [
      'a percentage',
      [{ percent: '10' }],
      [
        ['22', '-1.45'],
        ['9.5', '-4.00'],
      ],
      '57.61',
    ],
    [
      'an amount with VAT',
      [{ amount: '5', amountWithTax: true }],
      [
        ['22', '-1.33'],
        ['9.5', '-3.67'],
      ],
      '58.06',
    ],
    [
      'an amount without VAT',
      [{ amount: '5' }],
      [
        ['22', '-1.50'],
        ['9.5', '-4.13'],
      ],
      '57.43',
    ],
    ['a percentage of one product', [{ percent: '50', on: [1] }], [['9.5', '-20.00']], '43.06'],
    ['an amount for one product', [{ amount: '5', amountWithTax: true, on: [0] }], [['22', '-5.00']], '58.06'],
    ['free shipping', [{ freeShipping: true }], [['22', '-8.54']], '54.52'],
    ['a gift', [{ gift: 0 }], [['22', '-14.52']], '48.54'],
    [
      'several together',
      [{ gift: 0 }, { percent: '10' }, { freeShipping: true }],
      [
        ['22', '-23.06'],
        ['9.5', '-4.00'],
      ],
      '36.00',
    ],
    [
      'more than the cart',
      [{ amount: '1000', amountWithTax: true, partialUse: true }],
      [
        ['22', '-14.52'],
        ['9.5', '-40.00'],
      ],
      '8.54',
    ],
    [
      'more than the cart, with free shipping',
      [{ amount: '1000', amountWithTax: true, partialUse: true, freeShipping: true }],
      [
        ['22', '-23.06'],
        ['9.5', '-40.00'],
      ],
      '0.00',
    ],
  ])('%s is taken off at the rates it was given for', (_, vouchers, discounts, total) => {
    const proof = prove(placed({ ...cart, vouchers }))
    expect(linesOf(proof, 'discount').toSorted()).toEqual(discounts.toSorted())
    expect(proof.erpTotal).toBe(total)
  })

  it('trap 4: the cent that is left over when a voucher is divided goes to the larger remainder, and both VAT sums are right', () => {
    const thirds = { net: '10.000000', quantity: 1 }
    const products = [
      { ...thirds, taxRate: '22' },
      { ...thirds, net: '20.000000', taxRate: '9.5' },
    ]
    const proof = prove(placed({ products, vouchers: [{ amount: '10', amountWithTax: true }] }))
    expect(linesOf(proof, 'discount')).toEqual([
      ['22', '-3.58'],
      ['9.5', '-6.42'],
    ])
    expect(proof.rates.map(({ taxRate, base, tax }) => [taxRate, base, tax])).toEqual([
      ['22', '7.07', '1.55'],
      ['9.5', '14.14', '1.34'],
    ])
  })

  it('trap 7: a discount whose net sum repeats the gross one is not divided by it', () => {
    const untaxed = { net: '100.000000', taxRate: '0', quantity: 1 }
    const asOld = (products: readonly CartProduct[]): StoreOrder => {
      const order = placed({ products, vouchers: [{ amount: '5', amountWithTax: true }] })
      return { ...order, vouchers: [], discounts: { ...order.discounts, net: order.discounts.gross } }
    }
    expect(proveOrder(asOld([mug, untaxed]))).toMatchObject({ reason: { code: 'ERR_ORDER_VOUCHER_VAT_UNKNOWN' } })
    expect(linesOf(prove(asOld([mug])), 'discount')).toEqual([['22', '-5.00']])
  })
})

describe('nothing', () => {
  it('trap 9: is nothing however it is written: "0.000000" makes no line', () => {
    for (const zero of ['0', '0.00', '0.000000']) {
      const charge = { net: zero, gross: zero }
      const proof = prove({ ...placed({}), shipping: charge, wrapping: { ...charge, wanted: true }, discounts: charge })
      expect(proof.lines.map(({ kind }) => kind)).toEqual(['product'])
    }
  })

  it('trap 10: a product reduced by all of its price, or given away by a voucher, divides by no zero', () => {
    const reduced = prove(placed({ products: [{ ...mug, net: '0.000000', quantity: 3 }, book] }))
    expect(reduced.lines[0]).toMatchObject({ quantity: 3, unitPrice: '0.00', erpGross: '0.00' })
    const vouchers = [{ percent: '100', on: [0] }, { percent: '100' }, { percent: '10' }]
    expect(prove(placed({ products: [mug, book], vouchers })).erpTotal).toBe('0.00')
  })

  it('trap 11: a gift at price 0 is a line with its own rate', () => {
    const proof = prove(placed({ products: [{ ...mug, net: '0.000000' }, book] }))
    expect(linesOf(proof, 'product')).toEqual([
      ['22', '0.00'],
      ['9.5', '40.00'],
    ])
  })

  it('trap 12: gift wrapping has its VAT, shipping may have none, and an order may cost nothing', () => {
    const wrapped = prove(placed({ wrapping: { net: '2.00', taxRate: '22' }, shipping: { net: '5.00', taxRate: '0' } }))
    expect(linesOf(wrapped, 'wrapping')).toEqual([['22', '2.44']])
    expect(linesOf(wrapped, 'delivery')).toEqual([['0', '5.00']])
    const free = prove(placed({ shipping, vouchers: [{ percent: '100', freeShipping: true }] }))
    expect(free).toMatchObject({ totalPaid: '0.00', erpTotal: '0.00', rates: [{ base: '0.00', tax: '0.00' }] })
  })
})

it('trap 13: the amounts of an order in another currency are booked in that currency', () => {
  expect(prove({ ...placed({ shipping }), currency: 'USD' })).toMatchObject({ currency: 'USD', erpTotal: '23.06' })
})

describe('ecotax', () => {
  const withEcotax = (ecotaxRate: string): StoreOrder => {
    // 10.00 and 2.00 of ecotax, net; the order's table of taxes knows nothing of the latter.
    const order = placed({ products: [{ net: '12.000000', taxRate: '22', quantity: 1 }] })
    const gross = ecotaxRate === '22' ? '14.640000' : '14.200000'
    return {
      ...order,
      lines: order.lines.map((line) => ({ ...line, unitGross: gross, totalGross: gross })),
      totalPaid: gross,
    }
  }

  it('is part of the line, taxed as the product is', () => {
    expect(prove(withEcotax('22')).rates).toMatchObject([{ taxRate: '22', gross: '14.64', base: '12.00', tax: '2.64' }])
  })

  it('taxed otherwise than its product holds the order: the line is at no one rate', () => {
    expect(proveOrder(withEcotax('0'))).toMatchObject({ reason: { code: 'ERR_ORDER_VAT_CONTRADICTS' } })
  })
})

describe('a rounding line', () => {
  const cart: Partial<Cart> = {
    products: [{ net: '0.624949', taxRate: '22', quantity: 3 }, { net: '37.242515', taxRate: '22', quantity: 3 }, book],
  }

  it('holds the cent that a product would else get, at the rate of that product', () => {
    const proof = prove(placed(cart), true)
    expect(
      proof.lines.map(({ kind, taxRate, quantity, storeGross, erpGross }) => [
        kind,
        taxRate,
        quantity,
        storeGross,
        erpGross,
      ]),
    ).toEqual([
      ['product', '22', 3, '2.29', '2.29'],
      ['product', '22', 3, '136.31', '136.31'],
      ['product', '9.5', 2, '40.00', '40.00'],
      ['rounding', '22', -1, '0.00', '-0.01'],
    ])
    expect(proof.rates).toEqual(prove(placed(cart)).rates)
  })

  it('is no means against sums that contradict each other', () => {
    const order = { ...placed(cart), totalPaid: '178.61' }
    expect(proveOrder(order, { roundingLine: true })).toMatchObject({ reason: { code: 'ERR_ORDER_SUMS_CONTRADICT' } })
  })

  it('holds five cents at most; more are spread over the products', () => {
    const pens = Array.from({ length: 16 }, () => ({ net: '0.823771', taxRate: '22', quantity: 1 }))
    const proof = prove(placed({ products: pens, rounding: 'line' }), true)
    expect(linesOf(proof, 'rounding')).toEqual([])
    expect(proof.lines).toEqual(prove(placed({ products: pens, rounding: 'line' })).lines)
  })
})
