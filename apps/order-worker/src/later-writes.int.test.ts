import { listOrderDifferences, listOrderWrites, wantDifference } from '@pretok/db'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

const patience = { timeout: 60_000 }
const actor = { kind: 'user', id: 'a', name: 'Operator' } as const

let hub: TestHub
afterEach(() => hub.close())

const start = async (changes: object) => {
  hub = await startTestHub({
    settings: { orders: { paymentRules: { ps_wirepayment: 'always' } }, changes },
    writeCeilingMs: 1_500,
    erpWriteTimeoutMs: 1_000,
  })
  await hub.startWorker()
}
const poll = async () => {
  await hub.ask()
  await hub.settled()
}
const book = async (id: number) => {
  hub.keepOrders(id)
  await poll()
  expect(await hub.order(id)).toMatchObject({ state: 'booked' })
}
const open = async (id: number) =>
  (await listOrderDifferences(hub.db, (await hub.order(id)).id)).filter(({ state }) => state === 'open')
const kinds = async (id: number) => (await open(id)).map(({ kind }) => kind).sort()
const calls = (name: string) => hub.erp.requests.list().filter(({ call }) => call === name).length
const notes = () => hub.erp.company.documents('sales_bill_credit_note')
const document = () => hub.documents()[0] as { mk_id: string; [name: string]: unknown }
const amountsOf = (lines: readonly { code: string; price_with_tax?: string; tax_factor: string; amount: string }[]) =>
  lines.map(({ code, amount, price_with_tax, tax_factor }) => `${amount} ${code} ${price_with_tax} ${tax_factor}`)

const callErp = async (path: string, body: object): Promise<Record<string, unknown>> => {
  const response = await fetch(`${hub.erp.url}/rest/eshop/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ company_id: hub.erp.companyId, secret_key: hub.erp.secretKey, ...body }),
  })
  return (await response.json()) as Record<string, unknown>
}
/** Somebody makes the bill of the order in MetaKocka. */
const invoice = () =>
  callErp('update_document', { doc_type: 'sales_order', mk_id: document().mk_id, create_invoice: 'true' })

/** A person asks for it with the button. */
const apply = async (id: number, kind: string) => {
  const { id: orderId, connectionId } = await hub.order(id)
  const difference = (await open(id)).find((one) => one.kind === kind)
  await hub.db.transaction(async (tx) => {
    await wantDifference(tx, difference?.id ?? '', actor)
    await hub.askToFollow(tx, connectionId, orderId)
  })
  await hub.settled()
}
/** The time for another look has come. */
const lookAgain = async () => {
  await hub.database.pool.query(`update order_differences set look_again_at = now() where look_again_at is not null`)
  await poll()
}

describe('a refund that is to become a credit note', () => {
  beforeEach(() => start({ refunds: 'credit-note' }))

  it('trap 53: waits for the bill, and is credited once at the rates of the sale', patience, async () => {
    await book(60)
    hub.store.backOffice.refund(60, {
      lines: [
        { detailId: 114, quantity: 1, amount: '10.00' },
        { detailId: 116, quantity: 1 },
      ],
      shipping: '2.00',
    })
    // What the tax is today is of no account.
    hub.store.shop.update('taxes', 1, { rate: '25.000' })
    await poll()
    const [waiting] = await open(60)
    expect(waiting).toMatchObject({ kind: 'refunded', reason: { details: { obstacle: 'no-bill' } } })
    expect(waiting?.reason.message).toContain('waits for the bill')

    const bill = await invoice()
    expect(bill['opr_code']).toBe('0')
    await lookAgain()
    expect(await kinds(60)).toEqual([])
    const [note] = notes()
    expect(note).toMatchObject({ sum_all: '32', title: 'MLMPNEBRE/R3' })
    expect(amountsOf(note?.product_list ?? [])).toEqual([
      '1 demo_12 10 0.22',
      '1 BOOK-95-001 20 0.095',
      '1 DOSTAVA 2 0.22',
    ])
    await poll()
    expect(notes()).toHaveLength(1)
  })

  it.each(['hang-up-before', 'hang-up-after'] as const)(
    'is credited once when the ERP does %s',
    patience,
    async (kind) => {
      await book(60)
      await invoice()
      hub.erp.faults.add({ kind, call: 'put_document', times: 1 })
      hub.store.backOffice.refund(60, { lines: [{ detailId: 114, quantity: 1, amount: '10.00' }] })
      await poll()
      expect(notes().map(({ sum_all }) => sum_all)).toEqual(['10'])
      expect(await kinds(60)).toEqual([])
      expect(await listOrderWrites(hub.db, (await hub.order(60)).id)).toMatchObject([{ state: 'done' }])
    },
  )

  it('stays with a person, with both sums, when more is given back than was paid', patience, async () => {
    await book(60)
    await invoice()
    hub.store.backOffice.refund(60, { lines: [{ detailId: 115, quantity: 1, amount: '100.00' }] })
    await poll()
    const [difference] = await open(60)
    expect(difference).toMatchObject({ kind: 'refunded', reason: { details: { obstacle: 'unprovable' } } })
    expect(difference?.reason.message).toContain('gave back 100.00 EUR')
    expect(notes()).toEqual([])
  })

  it('tells the words of the ERP, and is tried again only when a person asks', patience, async () => {
    await book(60)
    const { mk_id, partner } = document()
    const { mk_id: partnerId, mk_address_id } = partner as Record<string, string>
    const byHand = { code: 'BY-HAND', amount: '1', price_with_tax: '97.15', tax_factor: '0.22', unit: 'kos', name: 'x' }
    const days = { doc_date: '23.11.2026', service_to_date: '23.11.2026', duo_payment: '23.11.2026' }
    await callErp('put_document', {
      doc_type: 'sales_bill_domestic',
      ...days,
      partner: { mk_id: partnerId, mk_address_id },
      product_list: [byHand],
      sales_order_list: [{ count_code: document()['count_code'] }],
    })
    expect(document()).toMatchObject({ mk_id, doc_link_list: [{ doc_type: 'sales_bill_domestic' }] })
    hub.erp.requests.clear()
    hub.store.backOffice.refund(60, { lines: [{ detailId: 114, quantity: 1, amount: '10.00' }] })
    await poll()
    expect((await open(60))[0]?.reason.message).toContain('MetaKocka refused')
    await lookAgain()
    expect(calls('put_document')).toBe(1)
    await apply(60, 'refunded')
    expect(calls('put_document')).toBe(2)
    expect(await kinds(60)).toEqual(['refunded'])
  })

  it('adopts no other credit note of its number: what differs is told', patience, async () => {
    await book(60)
    await invoice()
    hub.erp.company.changeSettings({ uniqueBuyerOrder: true })
    const { partner } = document()
    const { mk_id, mk_address_id } = partner as Record<string, string>
    const day = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Ljubljana' })
    const made = await callErp('put_document', {
      doc_type: 'sales_bill_credit_note',
      credit_note_type: 'standalone',
      buyer_order: 'MLMPNEBRE/R3',
      doc_date: `${day}+02:00`,
      service_to_date: `${day}+02:00`,
      duo_payment: `${day}+02:00`,
      partner: { mk_id, mk_address_id },
      product_list: [{ code: 'demo_12', amount: '1', price_with_tax: '9.99', tax_factor: '0.22' }],
    })
    expect(made['opr_code']).toBe('0')
    hub.store.backOffice.refund(60, { lines: [{ detailId: 114, quantity: 1, amount: '10.00' }] })
    await poll()
    const [difference] = await open(60)
    expect(difference).toMatchObject({ kind: 'refunded', reason: { details: { obstacle: 'credit-note-differs' } } })
    expect(difference?.reason.message).toContain('9.99 EUR')
    expect(notes()).toHaveLength(1)
  })
})

describe('a change that a person wants applied', () => {
  beforeEach(() => start({}))

  it('is written to the document, which then is the proven one', patience, async () => {
    await book(6)
    hub.store.backOffice.changeLine(6, 9, { quantity: 3 })
    hub.store.backOffice.addLine(6, { productId: 1, combinationId: 1, quantity: 2 })
    await poll()
    expect(await kinds(6)).toEqual(['lines', 'total'])
    expect(calls('update_document')).toBe(0)
    const rows = document()['product_list'] as { code: string; mk_row_id: string }[]
    await apply(6, 'lines')
    expect(await kinds(6)).toEqual([])
    const changed = document() as { sum_all?: string; product_list?: typeof rows }
    expect(Number(changed.sum_all)).toBe(Number((await hub.order(6)).totalPaid))
    const rowOf = (all: typeof rows | undefined) => all?.find(({ code }) => code === 'MED-900')?.mk_row_id
    expect(rowOf(changed.product_list)).toBe(rowOf(rows))
    expect(calls('update_document')).toBe(1)

    hub.store.backOffice.changeLine(6, 9, { quantity: 2 })
    await poll()
    expect(await kinds(6)).toEqual(['lines', 'total'])
    await apply(6, 'total')
    expect(await kinds(6)).toEqual([])
  })

  it('is not written to a document that was invoiced, and says so', patience, async () => {
    await book(6)
    await invoice()
    const before = calls('update_document')
    hub.store.backOffice.changeLine(6, 9, { quantity: 3 })
    await poll()
    await apply(6, 'lines')
    const [difference] = await open(6)
    expect(difference).toMatchObject({ kind: 'lines', reason: { details: { obstacle: 'locked' } } })
    expect(difference?.reason.message).toContain('invoiced or packed')
    expect(calls('update_document')).toBe(before)
  })

  it('gives the document another address, and adds to the partners', patience, async () => {
    await book(6)
    const partners = hub.erp.company.partners()
    hub.store.backOffice.editOrderAddress(6, 'delivery', { address1: 'Nova ulica 17' })
    await poll()
    await apply(6, 'recipient')
    expect(await kinds(6)).toEqual([])
    expect(document()).toMatchObject({ receiver: { street: expect.stringContaining('Nova ulica 17') } })
    expect(hub.erp.company.partners().slice(0, partners.length)).toEqual(partners)
  })

  it('makes the credit note of a refund', patience, async () => {
    await book(60)
    await invoice()
    hub.store.backOffice.refund(60, { lines: [], shipping: '2.00' })
    await poll()
    expect(notes()).toEqual([])
    await apply(60, 'refunded')
    expect(notes()).toMatchObject([{ sum_all: '2' }])
    expect(await kinds(60)).toEqual([])
  })
})

describe('changes that the rules carry over', () => {
  beforeEach(() => start({ content: 'apply', addresses: 'apply', cancellations: 'apply' }))

  it.each(['hang-up-before', 'hang-up-after', undefined] as const)(
    'are written without a person, and once when the ERP does %s',
    patience,
    async (kind) => {
      await book(6)
      if (kind) hub.erp.faults.add({ kind, call: 'update_document', times: 1 })
      hub.store.backOffice.addLine(6, { productId: 1, combinationId: 1, quantity: 2 })
      hub.store.backOffice.editOrderAddress(6, 'invoice', { address1: 'Nova ulica 17' })
      await poll()
      expect(await kinds(6)).toEqual([])
      expect(document()['product_list']).toHaveLength(4)
      expect(document()).toMatchObject({ partner: { street: expect.stringContaining('Nova ulica 17') } })
    },
  )

  it('cancel the document of a cancelled order, with the status of the settings', patience, async () => {
    await book(6)
    hub.store.backOffice.changeState(6, 6)
    await poll()
    expect(document()).toMatchObject({ status_desc: 'canceled' })
    expect(await kinds(6)).toEqual([])
    await poll()
    expect(calls('change_document_status')).toBe(1)
  })
})

describe('goods that come back', () => {
  const complaints = () => hub.erp.company.complaints()

  it.each(['hang-up-before', 'hang-up-after', undefined] as const)(
    'become one complaint each time, also when the ERP does %s',
    patience,
    async (kind) => {
      await start({ returns: 'complaint', refunds: 'ignore', apiUserEmail: 'hub@shop.example' })
      await book(60)
      await invoice()
      if (kind) hub.erp.faults.add({ kind, call: 'create_complaint', times: 1 })
      hub.store.shop.update('order_details', 114, { product_quantity_return: '1' })
      hub.store.shop.update('orders', 60, { date_upd: '2027-01-01 10:00:00' })
      await poll()
      expect(complaints()).toMatchObject([{ claim_type: 'return', claim_description: 'MLMPNEBRE/C1' }])
      hub.store.shop.update('order_details', 114, { product_quantity_return: '3' })
      hub.store.shop.update('orders', 60, { date_upd: '2027-01-01 11:00:00' })
      await poll()
      const amounts = complaints().map(({ complaint_products }) => [complaint_products].flat())
      expect(amounts).toMatchObject([[{ code: 'demo_12', amount: '1' }], [{ code: 'demo_12', amount: '2' }]])
      expect(await kinds(60)).toEqual([])
    },
  )

  it('are nobody’s business while that is switched off', patience, async () => {
    await start({})
    await book(60)
    hub.store.shop.update('order_details', 114, { product_quantity_return: '1' })
    hub.store.shop.update('orders', 60, { date_upd: '2027-01-01 10:00:00' })
    await poll()
    expect(complaints()).toEqual([])
    expect(await kinds(60)).toEqual([])
  })
})
