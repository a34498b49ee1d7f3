import { z } from 'zod'
import type { ErpFacts, StoreFacts } from '../connections/facts.ts'
import type { StoreOrder } from '../orders/order.ts'
import type { OrderProgress } from '../orders/order-progress.ts'
import type { Reason } from '../orders/order-state.ts'
import type { Party } from '../orders/party.ts'
import type { SalesOrder } from '../orders/sales-order.ts'
import type { StoreStates } from '../orders/write-back.ts'

export interface PortOptions {
  signal?: AbortSignal
  /** Asked right before the request leaves, however long it had to wait; if the answer is no, it is given up, certainly unsent. */
  mayStart?: () => boolean
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

/**
 * How far the records have been read that change an order without moving the time of its last change. By kind of record, a text
 * that is opaque to everybody but the store.
 */
export const TouchCursor = z.record(z.string(), z.string())
export type TouchCursor = Readonly<z.output<typeof TouchCursor>>

/** Orders that have a new refund, state or payment. */
export interface TouchedOrders {
  /** Those of which a page of changed orders may not tell it. */
  refunded: string[]
  others: string[]
  cursor: TouchCursor
}

/** What a store has to know, once it has changed an order's state, of how the order was before. Opaque to everybody else. */
export type StoreMark = Readonly<Record<string, string>>

/** An order's states in the store, as they are now. */
export interface StoreOrderStates extends StoreStates {
  mark: StoreMark
}

/** The tracking numbers of an order. */
export interface TrackingWrite {
  storeOrderId: string
  numbers: readonly string[]
  /** What was written last time, and may be replaced. What somebody else wrote stays. */
  ours?: string
  /** Has the store mail it to the customer. */
  mail: boolean
}

/**
 * What became of a tracking number: `set`; `there` already; `kept`, as somebody else wrote another; or the order has no `parcel`.
 * `text` is what stands in the store then; `leftOut` are numbers that the store cannot hold.
 */
export interface TrackingWritten {
  outcome: 'set' | 'there' | 'kept' | 'no-parcel'
  text: string
  leftOut: readonly string[]
}

/** A change of an order's state, decided on while it was in `from`. */
export interface StateWrite {
  storeOrderId: string
  from: string
  to: string
  /** Of the `readOrderStates` that showed `from`. */
  mark: StoreMark
}

/** Whether the order is in the state `to` now; if not, it has changed since it was read, and nothing was written. */
export interface StateWritten {
  done: boolean
  /** How long somebody else's change could have been overwritten, in milliseconds; absent when nothing had to be written. */
  windowMs?: number
}

/** What a change of state has left behind. */
export interface OrderMended {
  /** Fields that were put right, and those that are wrong still. */
  mended: readonly string[]
  left: readonly string[]
  /** The state that somebody else set after the order was read, and that the change has overwritten. */
  overwritten?: string
}

/**
 * A web shop, as far as Pretok needs one. Errors are of the kernel's families.
 *
 * What writes may be repeated: it looks first whether it was done. It throws {StoreWriteForbiddenError} where the key lacks a right.
 */
export interface Store {
  /** Orders in the order of their last change, complete with everything that belongs to them. */
  readOrders(query: OrderQuery, options?: PortOptions): Promise<OrderPage>
  /** The same for given ids; absent ones are left out. */
  readOrdersById(ids: readonly string[], options?: PortOptions): Promise<OrderPage>
  /**
   * Which orders have to be read anew although the time of their last change may tell nothing. One small read for each kind of
   * record; kinds that the key may not read are left out.
   *
   * @param after absent, or without a kind: that kind is followed from now on
   */
  findTouchedOrders(after: TouchCursor, options?: PortOptions): Promise<TouchedOrders>
  /** The state an order is in and those it may have; `undefined` when there is no such order. */
  readOrderStates(storeOrderId: string, options?: PortOptions): Promise<StoreOrderStates | undefined>
  /** Writes tracking numbers where they are not written yet. */
  setTracking(tracking: TrackingWrite, options?: PortOptions): Promise<TrackingWritten>
  /**
   * Sets an order's state if the order is still as it was read: at most one write, never repeated inside. `mendOrder` is to follow.
   *
   * @throws {RemoteOutcomeUnknownError} the store may still be doing it
   */
  setOrderState(write: StateWrite, options?: PortOptions): Promise<StateWritten>
  /** Puts right what a change of state has left wrong. @param mark of `readOrderStates`, from before the change */
  mendOrder(storeOrderId: string, mark: StoreMark, options?: PortOptions): Promise<OrderMended>
  /** The ids of the orders that were placed last, the newest first. */
  findLatestOrderIds(count: number, options?: PortOptions): Promise<string[]>
  /** Proves address, credentials and every right that reading orders needs, or throws what reading them would. Takes few small reads. */
  check(options?: PortOptions): Promise<void>
  /** What the store says of itself; what the key may not read is absent. */
  readFacts(options?: PortOptions): Promise<StoreFacts>
}

/** How an existing partner is referred to. */
export interface PartnerRef {
  partnerId: string
  addressId: string
}

/** A line of a document as the ERP shows it; what it does not tell is absent. */
export interface ErpDocumentLine {
  code?: string
  quantity: string
  /** With VAT, after the line's discounts, in whole cents. */
  gross?: string
  /** Percent. */
  taxRate?: string
}

/** A document that stands in the ERP. Amounts in `currency`; what the ERP does not tell is absent. */
export interface ErpDocument {
  mkId: string
  countCode: string
  buyerOrder?: string
  /** With VAT. */
  total: string
  currency?: string
  lines?: readonly ErpDocumentLine[]
  /** Without VAT, over all rates. */
  base?: string
  /** The VAT by rate in percent; a rate without VAT is left out. */
  taxes?: readonly { taxRate: string; tax: string }[]
  /** What has been paid and not paid back. */
  paid?: string
  /** It stands, but was cancelled. */
  cancelled?: boolean
}

export interface NewProduct {
  code: string
  name: string
  service: boolean
  unit: string
}

/** A payment that arrived after its sales order was booked. */
export interface ErpPayment {
  /** Of the document. */
  mkId: string
  /** What is to have been paid in all with it, in the document's currency. It does not change from one attempt to the next. */
  paidInAll: string
  paymentType: string
  day: string
  note?: string
}

/** What the ERP says of its sales orders, a page of them. */
export interface ProgressPage {
  orders: { mkId: string; progress: OrderProgress }[]
  /** When it was read, by the ERP's own clock; ISO. */
  readAt: string
}

/** A call that would change something in the ERP. */
export interface PlannedCall {
  /** E.g. `put_document`. */
  name: string
  path: string
  /** Byte for byte what would be sent, save for the secret. */
  body: string
  /** The same as an object, also without names, addresses and what people wrote. */
  redacted: unknown
}

/**
 * An ERP company, as far as Pretok needs one. Everything may be repeated but `bookSalesOrder` and `addPayment`.
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
  /**
   * How far all sales orders have come that changed at or after this moment of the ERP's clock: one page at least, perhaps an empty
   * one. Some may come twice.
   */
  readProgress(changedSince: string, options?: PortOptions): AsyncIterable<ProgressPage>
  /** What has been paid on a sales order, with two decimals; `undefined` when there is no such document. */
  findPaid(mkId: string, options?: PortOptions): Promise<string | undefined>
  /**
   * Adds what is missing up to `paidInAll`, if anything: at most one call that changes something, never repeated inside.
   *
   * The ERP keeps no key of a payment, so the caller sees to the rest, as with a booking: it has committed `paidInAll` before, nobody
   * else adds to this document meanwhile, and after `RemoteOutcomeUnknownError` it tries again when the ERP must be through with it.
   *
   * @returns what has been paid then, with two decimals
   * @throws {ErpRefusedError} and its kinds: nothing was added
   */
  addPayment(payment: ErpPayment, options?: PortOptions): Promise<string>
  /** Finds the partner and its address, or creates what is missing. Callers make sure that nobody else does it for the same party. */
  ensurePartner(party: Party, options?: PortOptions): Promise<PartnerRef>
  /** The id of the product with exactly this code. @throws {ErpProductAmbiguousError} there are several, as of `ensureProduct` */
  findProduct(code: string, options?: PortOptions): Promise<string | undefined>
  /** Finds the product by its code, or creates it. Callers make sure that nobody else does it for the same code. */
  ensureProduct(product: NewProduct, options?: PortOptions): Promise<string>
  /** Proves address and credentials, or throws what any call would. Takes one small read. */
  check(options?: PortOptions): Promise<void>
  /** What the company says of itself; what cannot be learned is absent. */
  readFacts(options?: PortOptions): Promise<ErpFacts>
}
