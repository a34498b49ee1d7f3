import type { OrderProgress } from '../orders/order-progress.ts'
import type { Party } from '../orders/party.ts'
import type { SalesOrder, SalesOrderLine } from '../orders/sales-order.ts'
import type { PortOptions } from './options.ts'

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
  /** As settings name statuses, e.g. `shipped`. */
  status?: string
  /** The bills that were made of it, prepayments and credit notes apart. */
  bills?: readonly ErpLink[]
  /** The packing lists by which its goods left. */
  packingLists?: readonly ErpLink[]
}

/** Another document that one refers to. */
export interface ErpLink {
  mkId: string
  countCode: string
  /** As the ERP calls its kind. */
  type: string
}

/** What a sales order is to have from now on; what is left out stays. */
export interface SalesOrderChange {
  mkId: string
  /** All lines that it is to have. */
  lines?: readonly SalesOrderLine[]
  payer?: Party
  recipient?: Party
  /** To whom the goods go if `recipient` does not say: a document of one party would send them to its new payer. */
  standingRecipient?: Party
}

/** A credit note to a bill. `key` is in the ERP by what it is found again. */
export interface NewCreditNote {
  key: string
  bill: ErpLink
  type: 'goods' | 'financial'
  /** Calendar day in Europe/Ljubljana. */
  day: string
  currency: string
  lines: readonly SalesOrderLine[]
}

/** Goods that have come back. `key` is in the ERP by what it is found again. */
export interface NewComplaint {
  key: string
  /** The order's number in the ERP. */
  buyerOrder: string
  /** The ERP's user in whose name it is made. */
  userEmail: string
  /** ISO. */
  at: string
  lines: readonly { code: string; quantity: number }[]
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
 * What an ERP company is told about orders. Everything may be repeated but `bookSalesOrder`, `addPayment`, `createCreditNote` and
 * `fileComplaint`.
 *
 * Whatever changes something over there throws `RemoteOutcomeUnknownError` when it went out and no answer came back.
 */
export interface OrderErp {
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
  /**
   * Reads a sales order and changes what it has otherwise than told: at most one call that changes something, never repeated inside.
   *
   * @throws {ErpDocumentLockedError} it was invoiced or packed, as of `setSalesOrderStatus`
   * @throws {ErpRefusedError} and its kinds: nothing was changed
   */
  changeSalesOrder(change: SalesOrderChange, options?: PortOptions): Promise<void>
  /** Gives a sales order another status, by a call like those of `changeSalesOrder`. */
  setSalesOrderStatus(mkId: string, status: string, options?: PortOptions): Promise<void>
  /** Whether a sales order shows these as its parties, as far as it shows anything of them. */
  hasParties(
    mkId: string,
    parties: { payer: Party; recipient: Party },
    options?: PortOptions,
  ): Promise<{ payer: boolean; recipient: boolean }>
  /** Makes one credit note: exactly one call, never repeated inside. @throws {ErpRefusedError} and its kinds: nothing was stored */
  createCreditNote(note: NewCreditNote, options?: PortOptions): Promise<void>
  /** The credit note with this key to this bill, made on this day. */
  findCreditNote(
    note: Pick<NewCreditNote, 'key' | 'bill' | 'day'>,
    options?: PortOptions,
  ): Promise<ErpDocument | undefined>
  /** Makes one complaint: exactly one call, never repeated inside. @throws {ErpRefusedError} nothing was stored */
  fileComplaint(complaint: NewComplaint, options?: PortOptions): Promise<void>
  /** Whether a complaint with this key stands. @param at when it was to be made */
  hasComplaint(complaint: Pick<NewComplaint, 'key' | 'at'>, options?: PortOptions): Promise<boolean>
  /** Finds the partner and its address, or creates what is missing. Callers make sure that nobody else does it for the same party. */
  ensurePartner(party: Party, options?: PortOptions): Promise<PartnerRef>
  /** The id of the product with exactly this code. @throws {ErpProductAmbiguousError} there are several, as of `ensureProduct` */
  findProduct(code: string, options?: PortOptions): Promise<string | undefined>
  /** Finds the product by its code, or creates it. Callers make sure that nobody else does it for the same code. */
  ensureProduct(product: NewProduct, options?: PortOptions): Promise<string>
}
