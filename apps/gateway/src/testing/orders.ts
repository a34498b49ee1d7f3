import { saveImportedOrders, type Tx } from '@pretok/db'
import { type Decision, orderReasons, proveOrder, StoreOrder } from '@pretok/domain'

const party = {
  firstName: 'Ana',
  lastName: 'Novak',
  street: 'Slovenska cesta 1',
  postcode: '1000',
  city: 'Ljubljana',
  countryCode: 'SI',
  email: 'ana@example.com',
}

/** An order over 47.06 EUR as a store has it. */
export const storeOrder = (given: Partial<StoreOrder> = {}): StoreOrder =>
  StoreOrder.parse({
    storeOrderId: '1042',
    reference: 'XKBKNABJK',
    referenceIsShared: false,
    placedAt: '2026-11-20T10:00:00.000Z',
    changedAt: '2026-11-20T10:05:00.000Z',
    currency: 'EUR',
    language: 'sl',
    state: { id: '2', name: 'Plačilo sprejeto', meaning: 'open', paid: true },
    payment: { module: 'ps_wirepayment', label: 'Bančno nakazilo', payments: [] },
    payer: party,
    recipient: party,
    lines: [
      {
        storeLineId: '1',
        storeProductId: '7',
        reference: 'MUG-1',
        name: 'Mug',
        quantity: 1,
        unitGross: '47.06',
        totalNet: '38.573770',
        totalGross: '47.06',
        taxRate: '22',
      },
    ],
    vouchers: [],
    discounts: { net: '0', gross: '0' },
    shipping: { net: '0', gross: '0' },
    wrapping: { wanted: false, net: '0', gross: '0' },
    rounding: 'line',
    totalPaid: '47.06',
    messages: ['Pustite pri sosedu'],
    ...given,
  })

const ready = (order: StoreOrder): Decision => {
  const proven = proveOrder(order)
  if (!proven.ok) throw new Error(proven.reason.message)
  return { state: 'ready', proof: proven.proof }
}

export const heldReason = orderReasons.noReference({ line: 'Mug', storeProductId: '7' })

/** Saves an order as the import does. @returns its id */
export const importOrder = async (
  db: Tx,
  connectionId: string,
  given: Partial<StoreOrder> = {},
  decide: 'ready' | 'held' = 'ready',
): Promise<string> => {
  const order = storeOrder(given)
  const decision: Decision = decide === 'held' ? { state: 'held', reason: heldReason } : ready(order)
  await saveImportedOrders(db, connectionId, [{ order, decision }])
  const { rows } = await db.execute<{ id: string }>(
    `select id from orders where connection_id = '${connectionId}' and store_order_id = '${order.storeOrderId}'`,
  )
  const [row] = rows
  if (!row) throw new Error('the order was not saved')
  return row.id
}
