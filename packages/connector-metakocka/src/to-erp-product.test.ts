import { Product } from '@pretok/client-metakocka'
import { describe, expect, it } from 'vitest'
import { toErpProduct, toPriceLists } from './to-erp-product.ts'

const parse = (product: object) => Product.parse({ mk_id: '1600000392', ...product })

describe('toPriceLists', () => {
  it('leaves purchase lists out, and puts the pieces of a list together', () => {
    const { pricelist } = parse({
      pricelist: [
        { count_code: 'A', price_def: { amount_from: '10', price: '3,5' } },
        { count_code: 'A', price_def: { amount_to: '10', price: '4' }, sales_purchase: 'sales' },
        { count_code: 'A', price_def: { price: '1' }, sales_purchase: 'purchase' },
        { count_code: 'B', price_def: { price: '1' }, sales_purchase: 'purchase' },
      ],
    })
    expect(toPriceLists(pricelist)).toEqual({
      A: [
        { amountFrom: '0', price: '4' },
        { amountFrom: '10', price: '3.5' },
      ],
    })
  })
})

describe('toErpProduct', () => {
  it('tells of a bare product only what is there', () => {
    expect(toErpProduct(parse({}))).toEqual({
      mkId: '1600000392',
      countCode: '',
      code: '',
      isService: false,
      isActive: true,
      fields: { active: true },
      priceLists: {},
    })
  })

  it('tells a size only when it is whole', () => {
    expect(toErpProduct(parse({ height: '1', width: '2' })).fields).not.toHaveProperty('size')
  })

  it('does not take what a product is made of for what a pack holds', () => {
    const compounds = { product_mk_id: '1600000550', amount: '5' }
    expect(toErpProduct(parse({ compound_type: 'norm', compounds })).fields).not.toHaveProperty('contents')
    expect(toErpProduct(parse({ compound_type: 'compound', compounds })).fields.contents).toEqual([
      { mkId: '1600000550', amount: '5' },
    ])
  })
})
