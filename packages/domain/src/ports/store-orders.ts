import { z } from 'zod'
import type { StoreOrder } from '../orders/order.ts'
import type { Reason } from '../orders/order-state.ts'
import type { StoreStates } from '../orders/write-back.ts'
import type { PortOptions } from './options.ts'

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

/** What a web shop tells of its orders, and is told about them. */
export interface OrderStore {
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
}
