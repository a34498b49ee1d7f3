import {
  Address,
  Customer,
  Customization,
  decimal,
  id,
  Message,
  type Order,
  OrderCartRule,
  OrderDetail,
  OrderPayment,
  OrderSlip,
  optionalId,
  type PrestashopClient,
  ResourceNotPermittedError,
  ResourceUnknownError,
  text,
} from '@pretok/client-prestashop'
import type { PortOptions } from '@pretok/domain'
import { z } from 'zod'
import type { Sibling } from './split-payments.ts'
import { type Tried, tolerant } from './tolerant.ts'

/** Everything that belongs to the orders of one page, found by the order, its reference or the record's own id. */
export interface Related {
  details: ReadonlyMap<string, Tried<OrderDetail>[]>
  vouchers: ReadonlyMap<string, Tried<OrderCartRule>[]>
  payments: ReadonlyMap<string, Tried<OrderPayment>[]>
  siblings: ReadonlyMap<string, Sibling[]>
  /** All orders of a cart, by the cart. */
  ofCart: ReadonlyMap<string, OrderOfCart[]>
  messages: ReadonlyMap<string, Tried<Message>[]>
  customizations: ReadonlyMap<string, Tried<Customization>>
  slips: ReadonlyMap<string, Tried<OrderSlip>[]>
  customers: ReadonlyMap<string, Tried<Customer>>
  addresses: ReadonlyMap<string, Tried<Address>>
}

const OrderOfCart = z.object({
  id,
  id_cart: optionalId,
  reference: text,
  total_paid: decimal,
  date_add: text,
  current_state: optionalId,
})
type OrderOfCart = z.output<typeof OrderOfCart>

export const groupBy = <Row>(rows: readonly Row[], key: (row: Row) => unknown): Map<string, Row[]> =>
  Map.groupBy(rows, (row) => String(key(row)))

const byId = <Row extends { id: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.id, row]))

/** Older shops lack some resources; a key may lack the right to those that an order `canDoWithout`. */
export const orNothing = async <Row>(
  rows: Promise<Row[]>,
  { canDoWithout }: { canDoWithout: boolean },
): Promise<Row[]> => {
  try {
    return await rows
  } catch (error) {
    if (error instanceof ResourceUnknownError) return []
    if (canDoWithout && error instanceof ResourceNotPermittedError) return []
    throw error
  }
}

export interface RelatedOptions {
  /** Also asks for credit slips where no line shows that something was given back: those of shipping alone leave no other trace. */
  allSlips?: boolean
}

const isRefunded = ({ row }: Tried<OrderDetail>): boolean =>
  row !== undefined && (row.product_quantity_refunded > 0 || Number(row.total_refunded_tax_incl ?? 0) > 0)

/**
 * Reads what belongs to a page of orders: eight requests, however many orders. With the page itself that makes nine, and one more where
 * something was given back.
 */
export const readRelated = async (
  client: PrestashopClient,
  orders: readonly Order[],
  options: PortOptions,
  { allSlips = false }: RelatedOptions = {},
): Promise<Related> => {
  const orderIds = orders.map((order) => order.id)
  const references = orders.map(({ reference }) => reference).filter((reference) => reference !== '')
  const present = (ids: readonly (string | undefined)[]) => ids.filter((one) => one !== undefined)
  const carts = present(orders.map((order) => order.id_cart))
  // The orders of one reference are parts of one cart. Whoever places orders without carts has the reference alone.
  const byCart = carts.length === orders.length

  const [details, vouchers, payments, together, messages, customers, addresses] = await Promise.all([
    client.listByIds('order_details', tolerant(OrderDetail), 'id_order', orderIds, {}, options),
    // Where vouchers are not kept with the order, the discount stands in the order alone.
    orNothing(client.listByIds('order_cart_rules', tolerant(OrderCartRule), 'id_order', orderIds, {}, options), {
      canDoWithout: false,
    }),
    client.listByIds('order_payments', tolerant(OrderPayment), 'order_reference', references, {}, options),
    client.listByIds(
      'orders',
      OrderOfCart,
      byCart ? 'id_cart' : 'reference',
      byCart ? carts : references,
      { display: ['id', 'id_cart', 'reference', 'total_paid', 'date_add', 'current_state'] },
      options,
    ),
    orNothing(client.listByIds('messages', tolerant(Message), 'id_order', orderIds, {}, options), {
      canDoWithout: true,
    }),
    client.listByIds(
      'customers',
      tolerant(Customer),
      'id',
      present(orders.map((order) => order.id_customer)),
      {},
      options,
    ),
    client.listByIds(
      'addresses',
      tolerant(Address),
      'id',
      present(orders.flatMap((order) => [order.id_address_invoice, order.id_address_delivery])),
      {},
      options,
    ),
  ])
  const customizationIds = present(details.map(({ row }) => row?.id_customization))
  const customizations = await orNothing(
    client.listByIds('customizations', tolerant(Customization), 'id', customizationIds, {}, options),
    { canDoWithout: true },
  )
  const refundedIds = allSlips ? orderIds : details.filter(isRefunded).map(({ raw }) => String(raw['id_order']))
  const slips = await orNothing(
    client.listByIds('order_slip', tolerant(OrderSlip), 'id_order', refundedIds, {}, options),
    { canDoWithout: true },
  )
  return {
    details: groupBy(details, ({ raw }) => raw['id_order']),
    vouchers: groupBy(vouchers, ({ raw }) => raw['id_order']),
    payments: groupBy(payments, ({ raw }) => raw['order_reference']),
    siblings: new Map(
      [...groupBy(together, ({ reference }) => reference)].map(([reference, rows]) => [
        reference,
        rows.map((row) => ({ storeOrderId: row.id, totalPaid: row.total_paid })),
      ]),
    ),
    ofCart: groupBy(together, ({ id_cart }) => id_cart),
    messages: groupBy(messages, ({ raw }) => raw['id_order']),
    customizations: byId(customizations),
    slips: groupBy(slips, ({ raw }) => raw['id_order']),
    customers: byId(customers),
    addresses: byId(addresses),
  }
}
