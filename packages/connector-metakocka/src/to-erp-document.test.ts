import { Document } from '@pretok/client-metakocka'
import { describe, expect, it } from 'vitest'
import { toErpDocument } from './to-erp-document.ts'

const read = (fields: Record<string, unknown>) =>
  toErpDocument(Document.parse({ mk_id: '1', count_code: 'PP-1', opr_code: '0', ...fields }))

const line = { code: 'MED-900', amount: '2', tax: 'EX3', tax_factor: '0.095' }

describe('a document', () => {
  it('tells its lines, its base and its VAT by rate', () => {
    const document = read({
      buyer_order: 'ABC',
      currency_code: 'EUR',
      product_list: [
        { ...line, price_with_tax: '12' },
        { code: 'MUG', amount: '1.000', price_with_tax: '14,52', tax: 'EX4', tax_factor: '0.22' },
      ],
      sum_basic: '33.82',
      sum_tax_ex3: '2.08',
      sum_tax_ex4: '2.62',
      sum_all: '38.52',
      sum_paid: '10',
    })
    expect(document).toEqual({
      mkId: '1',
      countCode: 'PP-1',
      buyerOrder: 'ABC',
      currency: 'EUR',
      total: '38.52',
      lines: [
        { code: 'MED-900', quantity: '2', gross: '24.00', taxRate: '9.5' },
        { code: 'MUG', quantity: '1', gross: '14.52', taxRate: '22' },
      ],
      base: '33.82',
      taxes: [
        { taxRate: '9.5', tax: '2.08' },
        { taxRate: '22', tax: '2.62' },
      ],
      paid: '10',
    })
  })

  it('as the vendor shows one, without rates and prices of one kind, tells what it tells', () => {
    const document = read({
      currency_code: 'EUR',
      product_list: [
        { code: 'mkp1', amount: '2', price: '10', tax: 'EX4' },
        { code: 'mkp1', amount: '3', price_with_tax: '15', tax: 'EX4' },
      ],
      sum_basic: '46.19',
      sum_tax_ex4: '10.16',
      sum_all: '56.35',
    })
    expect(document).toMatchObject({
      lines: [
        { code: 'mkp1', quantity: '2' },
        { code: 'mkp1', quantity: '3', gross: '45.00' },
      ],
      taxes: [],
      paid: '0',
    })
    expect(document.lines?.[0]).not.toHaveProperty('gross')
    expect(document.lines?.[1]).not.toHaveProperty('taxRate')
  })

  it('of nothing to pay has the total 0', () => {
    expect(read({})).toEqual({ mkId: '1', countCode: 'PP-1', total: '0', taxes: [], paid: '0' })
  })

  it('one of whose lines does not say how many tells no lines', () => {
    const { amount: _, ...uncounted } = line
    expect(read({ product_list: [line, uncounted] })).not.toHaveProperty('lines')
  })
})

describe('a line', () => {
  it.each([
    ['22;23', '60.06'],
    ['12,5', '87.50'],
    ['0', '100.00'],
  ])('with the discounts %s costs what they leave', (discount, gross) => {
    const document = read({ product_list: [{ ...line, amount: '1', price_with_tax: '100', discount }] })
    expect(document.lines).toMatchObject([{ gross }])
  })

  it('with discounts that cannot be read does not tell what it costs', () => {
    const document = read({ product_list: [{ ...line, price_with_tax: '100', discount: 'VIP' }] })
    expect(document.lines?.[0]).not.toHaveProperty('gross')
  })
})
