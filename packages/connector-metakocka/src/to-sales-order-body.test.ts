import type { SalesOrder } from '@pretok/domain'
import { describe, expect, it } from 'vitest'
import { toSalesOrderBody } from './to-sales-order-body.ts'

const payer = {
  firstName: 'Žiga',
  lastName: 'Šuštaršič',
  street: 'Čopova ulica 14',
  postcode: '1000',
  city: 'Ljubljana',
  countryCode: 'SI',
  email: 'ziga@mail.example',
}

const order: SalesOrder = {
  buyerOrder: 'PS-FGHITLYVH',
  day: '2026-11-23',
  placedAt: '2026-11-23T07:47:18Z',
  currency: 'EUR',
  payer,
  recipient: payer,
  lines: [
    { kind: 'product', code: 'MED-900', name: 'Med', quantity: 2, unitPrice: '12.00', taxRate: '9.5' },
    { kind: 'discount', code: 'POPUST', name: 'Bon', quantity: -1, unitPrice: '5.00', taxRate: '22', note: 'Bon' },
    { kind: 'product', code: 'NOTAX', name: 'Bon', quantity: 1, unitPrice: '5.00', taxRate: '0' },
  ],
  payments: [{ paymentType: 'Kartica', amount: '24.00', day: '2026-11-24' }],
}
const refs = {
  payer: { partnerId: '1', addressId: '11' },
  recipient: { partnerId: '2', addressId: '22' },
  correlationId: '019a0000-0000-7000-8000-000000000001',
}

describe('toSalesOrderBody', () => {
  it('books gross prices with the factor of their rate', () => {
    expect(toSalesOrderBody(order, refs).product_list).toEqual([
      { code: 'MED-900', amount: '2', price_with_tax: '12.00', tax_factor: '0.095' },
      { code: 'POPUST', amount: '-1', price_with_tax: '5.00', tax_factor: '0.22', doc_desc: 'Bon' },
      { code: 'NOTAX', amount: '1', price_with_tax: '5.00', tax_factor: '0' },
    ])
  })

  it('trap 39: says in words what has no room in its field, and cuts nothing of it', () => {
    const name = 'Zelo dolgo ime izdelka '.repeat(10).trim()
    const company = 'Podjetje z dolgim imenom '.repeat(5).trim()
    const long = { ...payer, company }
    const [line] = order.lines
    if (!line) throw new Error('the order has lines')
    const lines = [{ ...line, name, note: 'Za Ano 🍵' }]
    const body = toSalesOrderBody({ ...order, payer: long, recipient: long, lines, notes: 'Hvala' }, refs)
    expect(body.product_list[0]?.doc_desc).toBe(`${name}\nZa Ano 🍵`)
    expect(body.notes).toBe(`Hvala\n${company}`)
    expect(body.partner).toMatchObject({ customer: 'Podjetje z dolgim imenom '.repeat(4).trim() })
    expect(toSalesOrderBody(order, refs)).not.toHaveProperty('notes')
  })

  it('names the order in every way that MetaKocka finds it by, and itself in the change log', () => {
    const body = toSalesOrderBody(order, refs)
    expect(body).toMatchObject({ buyer_order: 'PS-FGHITLYVH', title: 'PS-FGHITLYVH', doc_date: '2026-11-23+02:00' })
    expect(body.document_change_log_notes).toContain(refs.correlationId)
    expect(body.document_change_log_notes?.length).toBeLessThanOrEqual(50)
  })

  it.each([
    ['2026-11-23T07:47:18Z', '2026-11-23T09:47:18+02:00'],
    ['2026-07-01T22:30:00Z', '2026-07-02T00:30:00+02:00'],
  ])('writes the moment %s as %s, in the one offset that is taken', (placedAt, expected) => {
    expect(toSalesOrderBody({ ...order, placedAt }, refs).order_create_ts).toBe(expected)
  })

  it('refers to partners by id and address, and names a receiver only where it is another', () => {
    expect(toSalesOrderBody(order, refs)).not.toHaveProperty('receiver')
    const elsewhere = { ...order, recipient: { ...payer, street: 'Trg čevljarjev 1' } }
    expect(toSalesOrderBody(elsewhere, refs)).toMatchObject({
      partner: { mk_id: '1', mk_address_id: '11', street: 'Čopova ulica 14' },
      receiver: { mk_id: '2', mk_address_id: '22', street: 'Trg čevljarjev 1' },
    })
  })

  it('registers payments by day, and none where nothing was paid', () => {
    expect(toSalesOrderBody(order, refs).mark_paid).toEqual([
      { payment_type: 'Kartica', date: '24.11.2026', amount: '24.00' },
    ])
    expect(toSalesOrderBody({ ...order, payments: [] }, refs)).not.toHaveProperty('mark_paid')
  })

  it('tells status, price list and profit center in their words, and none that nobody chose', () => {
    const chosen = { ...order, statusCode: 'created', priceList: 'VP', profitCenter: 'Splet', warehouse: 'glavno' }
    const inTheirWords = {
      status_code: 'created',
      sales_pricelist_code: 'VP',
      profit_center: 'Splet',
      warehouse: 'glavno',
    }
    expect(toSalesOrderBody(chosen, refs)).toMatchObject(inTheirWords)
    for (const field of Object.keys(inTheirWords)) expect(toSalesOrderBody(order, refs)).not.toHaveProperty(field)
  })
})
