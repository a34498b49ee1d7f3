import { parseDecimal } from '@pretok/client-metakocka'
import { amount, netOf, Proof, sum, toCents } from '@pretok/domain'
import { describeRedis } from '@pretok/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

/** What becomes of the hand-made orders that are not simply booked; all others, 6 to 113, are. */
const notBooked = {
  waiting: [7, 13, 24, 28, 29, 35, 37, 42],
  cancelled: [18, 19, 20],
  held: [1, 2, 3, 4, 5],
}

const ids = (rows: { storeOrderId: string }[]) =>
  rows.map(({ storeOrderId }) => Number(storeOrderId)).sort((a, b) => a - b)

/** A document's gross and VAT by its rate in percent, from the lines and sums that the ERP holds. */
const erpGrossByRate = (document: ReturnType<TestHub['documents']>[number]) => {
  const byRate = new Map<string, ReturnType<typeof amount>>()
  for (const line of document.product_list) {
    const rate = amount(line.tax_factor).times(100).toString()
    const gross = amount(line.price_with_tax ?? 0).times(line.amount)
    byRate.set(rate, gross.plus(byRate.get(rate) ?? 0))
  }
  return new Map([...byRate].map(([rate, gross]) => [rate, toCents(gross)]))
}

const vatOf = (document: ReturnType<TestHub['documents']>[number]) =>
  sum(Object.entries(document).flatMap(([name, value]) => (name.startsWith('sum_tax_') ? [String(value)] : [])))

const suite = (redisUrl?: string): void => {
  let hub: TestHub
  beforeAll(async () => {
    hub = await startTestHub({
      settings: { orders: { linesWithoutReference: 'create' } },
      ...(redisUrl === undefined ? {} : { redisUrl }),
    })
    const worker = await hub.startWorker()
    await hub.ask()
    await hub.settled()
    await worker.close()
  })
  afterAll(() => hub.close())

  it('all arrive, and each in the state that its payment and its sums call for', async () => {
    const orders = await hub.orders()
    expect(orders).toHaveLength(113)
    const byState = Object.groupBy(orders, ({ state }) => state)
    expect(ids(byState['waiting'] ?? [])).toEqual(notBooked.waiting)
    expect(ids(byState['cancelled'] ?? [])).toEqual(notBooked.cancelled)
    expect(ids(byState['held'] ?? [])).toEqual(notBooked.held)
    expect(byState['booked']).toHaveLength(113 - Object.values(notBooked).flat().length)
  })

  it('stand in the ERP once each, with the total that the customer paid', async () => {
    const booked = (await hub.orders()).filter(({ state }) => state === 'booked')
    const documents = hub.documents()
    expect(documents).toHaveLength(booked.length)
    for (const { buyerOrder, erpMkId, totalPaid } of booked) {
      const mine = documents.filter((document) => document.buyer_order === buyerOrder)
      expect(mine.map(({ mk_id }) => mk_id)).toEqual([erpMkId])
      expect(amount(mine[0]?.sum_all ?? '0').toFixed(2)).toBe(amount(totalPaid).toFixed(2))
    }
  })

  it('carry at every VAT rate what the shop charged there, and the VAT that is in it', async () => {
    const rows = new Map(hub.store.shop.rows('orders').map((row) => [String(row.id), row]))
    const documents = new Map(hub.documents().map((document) => [document.mk_id, document]))
    for (const { storeOrderId, erpMkId, proof: stored, state } of await hub.orders()) {
      if (state !== 'booked') continue
      const proof = Proof.parse(stored)
      const document = documents.get(erpMkId ?? '')
      if (!document) throw new Error(`no document for ${storeOrderId}`)
      const inErp = erpGrossByRate(document)
      for (const { taxRate, gross, base, storeBase, allowance } of proof.rates) {
        expect(inErp.get(taxRate)?.toFixed(2)).toBe(gross)
        expect(toCents(netOf(gross, taxRate)).toFixed(2)).toBe(base)
        expect(amount(base).minus(storeBase).abs().lte(allowance)).toBe(true)
      }
      // All rates together: the shop's own net total, up to the same roundings.
      const row = rows.get(storeOrderId)
      const allowed = sum(proof.rates.map(({ allowance }) => allowance))
      const vatInShop = amount(String(row?.['total_paid_tax_incl'])).minus(String(row?.['total_paid_tax_excl']))
      expect(vatOf(document).minus(vatInShop).abs().lte(allowed)).toBe(true)
      expect(vatOf(document).toFixed(2)).toBe(sum(proof.rates.map(({ tax }) => tax)).toFixed(2))
    }
  })

  it('are held with both sums where they contradict themselves', async () => {
    const { reason } = await hub.order(1)
    expect(reason).toMatchObject({
      code: 'ERR_ORDER_SUMS_CONTRADICT',
      details: { parts: '68.20', totalPaid: '61.80', currency: 'EUR' },
    })
    expect((await hub.order(2)).reason).toMatchObject({ code: 'ERR_ORDER_ROUNDING_UNKNOWN' })
  })

  it('trap 23: of one cart are two documents, each with its part of the payment, in the payment type of the module', async () => {
    const documentOf = async (id: number) => {
      const { erpMkId } = await hub.order(id)
      return hub.documents().find(({ mk_id }) => mk_id === erpMkId)
    }
    expect(await documentOf(31)).toMatchObject({ buyer_order: 'CVLDCMPIF-31', sum_paid: '76.86' })
    expect(await documentOf(32)).toMatchObject({ buyer_order: 'CVLDCMPIF-32', sum_paid: '23.18' })
    const paymentsOf = async (id: number) =>
      (((await documentOf(id))?.['mark_paid'] ?? []) as { payment_type: string; amount: string }[]).map(
        ({ payment_type, amount: paid }) => [payment_type, parseDecimal(paid)],
      )
    expect(await paymentsOf(8)).toEqual([['Transakcijski račun', '46.09']])
    expect(await paymentsOf(6)).toEqual([['Kartica', '47.06']])
    expect(await documentOf(27)).not.toHaveProperty('sum_paid')
  })

  it('name payer and recipient, and the customer once; a VAT number that is none stands in the notes', async () => {
    const documents = hub.documents()
    const { erpMkId } = await hub.order(17)
    expect(documents.find(({ mk_id }) => mk_id === erpMkId)?.['partner']).toMatchObject({
      customer: 'Žiga Šuštaršič',
    })
    const names = hub.erp.company
      .partners()
      .map(({ customer, partner_delivery_address_list }) => JSON.stringify([customer, partner_delivery_address_list]))
    expect(new Set(names).size).toBe(names.length)
    const company = hub.erp.company.partners().filter(({ customer }) => customer === 'Žužek d.o.o.')
    expect(company).toMatchObject([{ business_entity: 'false', taxpayer: 'false' }])
    expect(company[0]).not.toHaveProperty('tax_id_number')
    expect(documents.filter(({ notes }) => String(notes).includes('SI12345678')).length).toBeGreaterThan(0)
  })

  it('read again, add no document', async () => {
    const before = hub.documents().length
    const worker = await hub.startWorker()
    await hub.ask()
    await hub.settled()
    await worker.close()
    expect(hub.documents()).toHaveLength(before)
  })
}

describe('the orders of the recorded shop, queue on Postgres', () => suite())
describeRedis('the orders of the recorded shop, queue on Redis', suite)

describe('a restart in the middle', () => {
  it('adds no document and loses none', async () => {
    const hub = await startTestHub({ settings: { orders: { linesWithoutReference: 'create' } } })
    try {
      await hub.ask()
      for (const target of [10, 40, 70]) {
        const worker = await hub.startWorker()
        await expect.poll(() => hub.documents().length, { timeout: 20_000 }).toBeGreaterThan(target)
        await worker.close()
      }
      const worker = await hub.startWorker()
      await hub.settled()
      await worker.close()
      const numbers = hub.documents().map(({ buyer_order }) => buyer_order)
      expect(new Set(numbers).size).toBe(numbers.length)
      expect(numbers).toHaveLength(113 - Object.values(notBooked).flat().length)
    } finally {
      await hub.close()
    }
  })
})
