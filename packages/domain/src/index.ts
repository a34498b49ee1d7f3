/**
 * The words of the house, without I/O: ids, money, orders, products and stock, the decision about an order and its proof, and the two ports.
 */
export {
  type Bilingual,
  Check,
  CheckStatus,
  type CheckTopic,
  type Finding,
  failedWith,
  found,
  passed,
  Snippet,
  skipped,
  worstStatus,
} from './connections/check.ts'
export { type NamedError, stopReason } from './connections/connection-reasons.ts'
export { ErpFacts, StoreFacts } from './connections/facts.ts'
export { type NetworkFacts, networkChecks, networkTopic } from './connections/network-checks.ts'
export { cut } from './cut.ts'
export { ConnectionId, OrderId, SyncId } from './ids.ts'
export { type Amount, amount, DecimalText, formatCents, netOf, sum, toCents } from './money.ts'
export { AppliedRule, findAppliedRules } from './orders/applied-rules.ts'
export { toBookedParty } from './orders/booked-party.ts'
export { ChangeSettings } from './orders/change-settings.ts'
export { compareDocument, type Difference } from './orders/compare-document.ts'
export { type CreditNote, toCreditNotes } from './orders/credit-note.ts'
export { type Decision, decide, heldBecauseOf } from './orders/decision.ts'
export { differenceReason } from './orders/difference-reasons.ts'
export { erasePeople } from './orders/erase-people.ts'
export {
  type Booked,
  ChangedThing,
  ChangeKind,
  contentKinds,
  countedPaid,
  findLaterChanges,
  hasEnded,
  isApplicable,
  isAutomatic,
  isIgnored,
  type LaterChange,
  tellContent,
} from './orders/later-changes.ts'
export { Obstacle, obstacles } from './orders/obstacles.ts'
export { OrderCharge, OrderLine, OrderPayment, paidAmount, Refund, StoreOrder, Voucher } from './orders/order.ts'
export { OrderProgress, Parcel } from './orders/order-progress.ts'
export { OrderSettings, PaymentRule } from './orders/order-settings.ts'
export { OrderState, Reason } from './orders/order-state.ts'
export { addressKey, Party, partyKey, partyName, personName } from './orders/party.ts'
export { OrderPreview, PreviewRequest } from './orders/preview.ts'
export { Proof, ProofLine, ProofRate, type ProofResult, proveOrder, withCodes } from './orders/proof.ts'
export { orderReasons } from './orders/reasons.ts'
export { findReturns, Pieces } from './orders/returns.ts'
export { type BothSides, type Review, reviewChanges } from './orders/review-changes.ts'
export { SalesOrder, SalesOrderLine } from './orders/sales-order.ts'
export { agedOrders, ruledOrders, type SetAside } from './orders/set-aside.ts'
export { settingsFor } from './orders/settings-for-order.ts'
export { ShippedWhen, StatusSettings } from './orders/status-settings.ts'
export { TaxCase } from './orders/tax-case.ts'
export { lineCode, ljubljanaDay, toBuyerOrder, toSalesOrder } from './orders/to-sales-order.ts'
export { homeCountry, isNorthernIreland } from './orders/vat-area.ts'
export {
  decideState,
  isNews,
  type KnownStates,
  type StateDecision,
  type StoreState,
  type StoreStates,
  trackingNumbersOf,
} from './orders/write-back.ts'
export type { Erp } from './ports/erp.ts'
export {
  ErpDocumentLockedError,
  ErpDuplicateError,
  ErpPaymentTypeError,
  ErpPriceListNetError,
  ErpPriceListUnknownError,
  ErpProductAmbiguousError,
  ErpProductUnknownError,
  ErpRefusedError,
} from './ports/erp-errors.ts'
export type {
  ErpDocument,
  ErpDocumentLine,
  ErpLink,
  ErpPayment,
  NewComplaint,
  NewCreditNote,
  NewProduct,
  OrderErp,
  PartnerRef,
  PlannedCall,
  ProgressPage,
  SalesOrderChange,
} from './ports/erp-orders.ts'
export type { ErpProductChange, NewErpProduct, ProductErp } from './ports/erp-products.ts'
export type { ErpLevel, ErpWarehouse, StockErp } from './ports/erp-stock.ts'
export type { PortOptions } from './ports/options.ts'
export type { Store } from './ports/store.ts'
export { StoreStateConflictError, StoreStateUnknownError, StoreWriteForbiddenError } from './ports/store-errors.ts'
export {
  type OrderCursor,
  type OrderMended,
  type OrderPage,
  type OrderQuery,
  type OrderStore,
  type StateWrite,
  type StateWritten,
  type StoreMark,
  type StoreOrderStates,
  TouchCursor,
  type TouchedOrders,
  type TrackingWrite,
  type TrackingWritten,
  type UnreadableOrder,
} from './ports/store-orders.ts'
export type {
  ProductCursor,
  ProductPage,
  ProductQuery,
  ProductStore,
  UnreadableProduct,
} from './ports/store-products.ts'
export type { PlacedOrder, StockPage, StockRow, StockStore, StockWrite, StockWritten } from './ports/store-stock.ts'
export { ErpPrice, ErpProduct, ErpProductFields, ProductField } from './products/erp-product.ts'
export { itemCode } from './products/item-code.ts'
export { itemName, longestProductName } from './products/item-name.ts'
export { planProduct } from './products/plan-product.ts'
export { ProductPlan } from './products/product-plan.ts'
export { type ItemLabel, productReasons } from './products/product-reasons.ts'
export { FieldOwner, ProductSettings } from './products/product-settings.ts'
export type { PackPart, ProductSituation } from './products/product-situation.ts'
export { refusalReason } from './products/refusal-reason.ts'
export { LocalText, SpecialPrice, StoreItem } from './products/store-item.ts'
export { isService, toErpFields } from './products/to-erp-fields.ts'
export { ConnectionSettings, Flow, FlowSettings } from './settings.ts'
export { type StockRowFacts, whyNotStocked } from './stock/judge-stock.ts'
export { type InFlight, type Sellable, type SellableLevel, sellable } from './stock/sellable.ts'
export { type LimitedItem, limitsFor, type StockLimits } from './stock/stock-limits.ts'
export { stockReasons } from './stock/stock-reasons.ts'
export { StockOverride, StockSettings } from './stock/stock-settings.ts'
export { StockTerm, tellTerm } from './stock/stock-term.ts'
export { StockTrigger, StockVerdict } from './stock/stock-verdict.ts'
