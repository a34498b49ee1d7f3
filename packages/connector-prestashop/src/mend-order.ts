import {
  equal,
  OrderHistory,
  OrderInvoice,
  OrderPayment,
  type PrestashopClient,
  type XmlDocument,
} from '@pretok/client-prestashop'
import { amount, type PortOptions, type Store, sum } from '@pretok/domain'
import type { createOrderStates, ShopStates } from './order-states.ts'
import { OrderMark } from './set-order-state.ts'
import { isBefore } from './version.ts'

/** Somebody else may change the order meanwhile; then it is looked at anew. */
const mostRounds = 3

interface Evidence {
  /** By id, as are the others. */
  invoices: readonly OrderInvoice[]
  payments: readonly OrderPayment[]
  /** Since the change. */
  histories: readonly OrderHistory[]
  states: ShopStates['states']
  mark: OrderMark
}

const isZero = (document: XmlDocument, field: string): boolean => Number(document.get(field) ?? '0') === 0

/** What has been paid: what it was before the change and what has come since. Orders of one reference share their payments. */
const paidOf = (document: XmlDocument, { payments, mark }: Evidence): string | undefined => {
  const fresh = payments.filter(({ id }) => Number(id) > Number(mark.payment))
  // Another currency was converted at a rate that nobody tells.
  if (fresh.some(({ id_currency }) => id_currency !== document.get('id_currency'))) return undefined
  const paid = sum([mark.paid, ...fresh.map((payment) => payment.amount)])
  const total = amount(document.get('total_paid') ?? '0')
  const missing = total.minus(mark.paid)
  const isShared = paid.gt(total) && fresh.some((payment) => amount(payment.amount).eq(missing))
  return (isShared ? total : paid).toFixed(6)
}

/** What a state with a delivery slip has set: a number where an invoice had none yet, and the day in any case. */
const deliveryOf = (document: XmlDocument, { invoices, histories, states, mark }: Evidence) => {
  const numbered = invoices.filter((invoice) => Number(invoice.delivery_number) > 0)
  const fresh = numbered.filter(({ delivery_date = '' }) => delivery_date > mark.changedAt)
  const slip = fresh.at(-1) ?? (isZero(document, 'delivery_number') ? numbered.at(-1) : undefined)
  const change = histories.findLast(({ id_order_state }) => states.get(id_order_state ?? '')?.delivery)
  const date = fresh.at(-1)?.delivery_date ?? change?.date_add
  return {
    delivery_number: slip?.delivery_number,
    delivery_date: date && [date, document.get('delivery_date') ?? ''].toSorted().at(-1),
  }
}

/** The state that stood there right before the webservice's own change, if somebody set it since the order was read. */
const findOverwritten = (document: XmlDocument, { histories }: Evidence): string | undefined => {
  const ours = histories.findLastIndex(
    ({ id_order_state, id_employee }) => id_employee === undefined && id_order_state === document.get('current_state'),
  )
  return ours > 0 && ours === histories.length - 1 ? histories[ours - 1]?.id_order_state : undefined
}

/** The fields that are not what a change of state by an employee would have left, with what they should be. */
const findWrong = (document: XmlDocument, evidence: Evidence): Map<string, string> => {
  const { invoices, states } = evidence
  const state = states.get(document.get('current_state') ?? '')
  const invoice = isZero(document, 'invoice_number') ? invoices.findLast(({ number }) => number > 0) : undefined
  const right = {
    valid: state && (state.logable ? '1' : '0'),
    invoice_number: invoice && String(invoice.number),
    invoice_date: invoice?.date_add,
    ...deliveryOf(document, evidence),
  }
  const wrong = new Map(
    Object.entries(right).flatMap(([field, value]) =>
      value === undefined || value === document.get(field) ? [] : [[field, value] as const],
    ),
  )
  const paid = paidOf(document, evidence)
  if (paid !== undefined && !amount(document.get('total_paid_real') ?? '0').eq(paid)) wrong.set('total_paid_real', paid)
  return wrong
}

/**
 * Puts right what a PUT that changed an order's state has overwritten: numbers and dates of invoice and delivery, what has been paid, and
 * whether the order counts. A second PUT in the same state does it; until 1.7.7 that would run the state again, mails included, and
 * the fields are left as they are.
 */
export const createOrderMender = (
  client: PrestashopClient,
  orderStates: ReturnType<typeof createOrderStates>,
): Pick<Store, 'mendOrder'> => {
  const readEvidence = async (document: XmlDocument, mark: OrderMark, options: PortOptions): Promise<Evidence> => {
    const ofOrder = { id_order: equal(document.get('id') ?? '') }
    const ofReference = { order_reference: equal(document.get('reference') ?? '') }
    const sort = [['id', 'ASC']] as const
    const [invoices, payments, histories, { states }] = await Promise.all([
      client.list('order_invoices', OrderInvoice, { filter: ofOrder, sort }, options),
      client.list('order_payments', OrderPayment, { filter: ofReference, sort }, options),
      client.list('order_histories', OrderHistory, { filter: ofOrder, sort }, options),
      orderStates.get(options),
    ])
    const fresh = histories.filter(({ id }) => Number(id) > Number(mark.history))
    return { invoices, payments, histories: fresh, states, mark }
  }

  return {
    async mendOrder(storeOrderId, storeMark, options = {}) {
      const mark = OrderMark.parse(storeMark)
      const mended = new Set<string>()
      for (let round = 1; ; round += 1) {
        const asRead = await client.readXml('orders', storeOrderId, options)
        const evidence = await readEvidence(asRead, mark, options)
        const wrong = findWrong(asRead, evidence)
        const overwritten = findOverwritten(asRead, evidence)
        const left = [...wrong.keys()]
        const repeatsState = isBefore(client.version() ?? '', '1.7.8')
        if (left.length === 0 || repeatsState || round > mostRounds) {
          return { mended: [...mended], left, ...(overwritten === undefined ? {} : { overwritten }) }
        }
        await client.put(
          'orders',
          storeOrderId,
          (document) => {
            if (document.toString() !== asRead.toString()) return
            for (const [field, value] of wrong) {
              document.set(field, value)
              mended.add(field)
            }
          },
          options,
        )
      }
    },
  }
}
