import { describe, expect, it } from 'vitest'
import { exchangeOf } from './testing/contract-exchanges.ts'
import { findPushedProducts, stockUpdateEvent } from './webhook.ts'

describe('a stock webhook', () => {
  it('names the product of the documented sample once, for all its warehouses', () => {
    const { request } = exchangeOf(`webhook.${stockUpdateEvent}.json`)
    expect(findPushedProducts(request)).toEqual(['1600094857'])
  })

  it.each<[string, unknown, string[]]>([
    ['several products', { stock_list: [{ mk_id: '2' }, { mk_id: '1' }, { mk_id: '2' }] }, ['2', '1']],
    ['one row that is no list', { stock_list: { mk_id: 7 } }, ['7']],
    ['ids that are none', { stock_list: [{ mk_id: 'x' }, { mk_id: '1,2' }, { mk_id: '' }, {}, null, 1] }, []],
    ['an empty list', { stock_list: [] }, []],
    ['no list', { opr_code: '0' }, []],
    ['nothing of the kind', 'x', []],
  ])('is read as far as it can be: %s', (_what, body, products) => {
    expect(findPushedProducts(body)).toEqual(products)
  })
})
