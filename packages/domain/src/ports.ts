import type { StoreOrder } from './order.ts'
import type { Reason } from './order-state.ts'
import type { Party } from './party.ts'
import type { SalesOrder } from './sales-order.ts'

export interface PortOptions {
  signal?: AbortSignal
  /** Give up before anything was sent if the call cannot start within this time. */
  startWithinMs?: number
}

/** Where reading changed orders goes on: the shop's own time text and the id within that second. Opaque to everybody but the store. */
export interface OrderCursor {
  changedAt: string
  /** Set when a page ended within a second: orders of that second up to this id have been read. */
  id?: string
}

/** An order that could not be understood, with what could be read of it. */
export interface UnreadableOrder {
  storeOrderId: string
  reference: string
  changedAt: string
  placedAt: string
  currency: string
  totalPaid: string
  reason: Reason
}

export interface OrderPage {
  orders: StoreOrder[]
  unreadable: UnreadableOrder[]
  /** Where to go on; absent when everything was read. */
  next?: OrderCursor
  /** The last order of this page, to begin at next time; absent when the page is empty. */
  last?: OrderCursor
}

export interface OrderQuery {
  /** After this; absent = from the beginning. */
  after?: OrderCursor
  /** Steps back this far before `after`: late transactions carry earlier times. */
  overlapSeconds?: number
  /** Changed at or after / before this moment, ISO in UTC. */
  from?: string
  to?: string
  limit: number
}

/** A web shop, as far as Pretok needs one. Errors are of the kernel's families. */
export interface Store {
  /** Orders in the order of their last change, complete with everything that belongs to them. */
  readOrders(query: OrderQuery, options?: PortOptions): Promise<OrderPage>
  /** The same for given ids; absent ones are left out. */
  readOrdersById(ids: readonly string[], options?: PortOptions): Promise<OrderPage>
}

/** How an existing partner is referred to. */
export interface PartnerRef {
  partnerId: string
  addressId: string
}

/** A document that stands in the ERP. `total` with VAT, in `currency`. */
export interface ErpDocument {
  mkId: string
  countCode: string
  buyerOrder?: string
  total: string
  currency?: string
}

export interface NewProduct {
  code: string
  name: string
  service: boolean
  unit: string
}

/**
 * An ERP company, as far as Pretok needs one. Everything may be repeated but `bookSalesOrder`.
 *
 * Whatever changes something over there throws `RemoteOutcomeUnknownError` when it went out and no answer came back.
 */
export interface Erp {
  /** Every sales order with this customer order number. */
  findSalesOrders(buyerOrder: string, options?: PortOptions): Promise<ErpDocument[]>
  /**
   * Books one sales order: exactly one call, never repeated inside.
   *
   * @throws {ErpRefusedError} and its kinds: nothing was stored
   */
  bookSalesOrder(
    order: SalesOrder,
    refs: { payer: PartnerRef; recipient: PartnerRef; correlationId: string },
    options?: PortOptions,
  ): Promise<ErpDocument>
  /** Finds the partner and its address, or creates what is missing. Callers make sure that nobody else does it for the same party. */
  ensurePartner(party: Party, options?: PortOptions): Promise<PartnerRef>
  /** The id of the product with exactly this code. */
  findProduct(code: string, options?: PortOptions): Promise<string | undefined>
  /** Finds the product by its code, or creates it. Callers make sure that nobody else does it for the same code. */
  ensureProduct(product: NewProduct, options?: PortOptions): Promise<string>
}
