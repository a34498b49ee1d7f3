import { Product } from '@pretok/client-metakocka'
import { describe, expect, it } from 'vitest'
import { toProductUpdateBody } from './to-product-body.ts'

const mkId = '1600000392'
const parse = (product: object) => Product.parse({ mk_id: mkId, ...product })

describe('toProductUpdateBody', () => {
  it('sends nothing of what is not to be changed', () => {
    expect(toProductUpdateBody({ mkId, fields: {} }, undefined)).toEqual({ mk_id: mkId })
  })

  it('takes a product off its price list only when a price has to go, to keep the history of the others', () => {
    const standing = parse({ pricelist: { count_code: 'WEB', price_def: { price_with_tax: '10' } } })
    const change = (amountFrom: string) => ({
      mkId,
      priceList: 'WEB',
      fields: { prices: [{ amountFrom, priceWithTax: '12' }] },
    })
    expect(toProductUpdateBody(change('0'), standing)).not.toHaveProperty('pricelist_remove_product_before_add')
    expect(toProductUpdateBody(change('1'), standing)).toMatchObject({ pricelist_remove_product_before_add: 'true' })
  })

  it('changes the parts of a compound by the ids of their rows', () => {
    const compounds = [
      { mk_id: '1', product_mk_id: 'stays', amount: '1,0' },
      { mk_id: '2', product_mk_id: 'grows', amount: '1' },
      { mk_id: '3', product_mk_id: 'goes', amount: '1' },
    ]
    const contents = ['stays', 'grows', 'comes'].map((id) => ({ mkId: id, amount: id === 'grows' ? '2' : '1' }))
    expect(toProductUpdateBody({ mkId, fields: { contents } }, parse({ compounds }))).toEqual({
      mk_id: mkId,
      compound_type: 'compound',
      compounds: [
        { mk_id: '2', amount: '2' },
        { mk_id: '3', mark_delete: 'true' },
        { product_mk_id: 'comes', amount: '1' },
      ],
    })
  })

  it('refuses to change a part whose row has no id', () => {
    const standing = parse({ compounds: { product_mk_id: 'goes', amount: '1' } })
    expect(() => toProductUpdateBody({ mkId, fields: { contents: [] } }, standing)).toThrow(
      expect.objectContaining({ code: 'ERR_ERP_REFUSED' }),
    )
  })
})
