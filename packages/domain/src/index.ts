/** The words of the house, without I/O: ids, money, orders, the decision about an order and its proof, and the two ports. */

export { AppliedRule, findAppliedRules } from './applied-rules.ts'
export { toBookedParty } from './booked-party.ts'
export { ChangeSettings } from './change-settings.ts'
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
} from './check.ts'
export { compareDocument, type Difference } from './compare-document.ts'
export { type NamedError, stopReason } from './connection-reasons.ts'
export { type Decision, decide } from './decision.ts'
export { differenceReason } from './difference-reasons.ts'
export { erasePeople } from './erase-people.ts'
export {
  ErpDuplicateError,
  ErpPaymentTypeError,
  ErpProductAmbiguousError,
  ErpProductUnknownError,
  ErpRefusedError,
} from './erp-errors.ts'
export { ErpFacts, StoreFacts } from './facts.ts'
export { ConnectionId, OrderId, SyncId } from './ids.ts'
export {
  type Booked,
  ChangedThing,
  ChangeKind,
  countedPaid,
  findLaterChanges,
  hasEnded,
  isIgnored,
  type LaterChange,
  tellContent,
} from './later-changes.ts'
export { type Amount, amount, DecimalText, formatCents, netOf, sum, toCents } from './money.ts'
export { type NetworkFacts, networkChecks, networkTopic } from './network-checks.ts'
export { OrderCharge, OrderLine, OrderPayment, paidAmount, Refund, StoreOrder, Voucher } from './order.ts'
export { OrderProgress, Parcel } from './order-progress.ts'
export { OrderState, Reason } from './order-state.ts'
export { addressKey, Party, partyKey, partyName, personName } from './party.ts'
export type {
  Erp,
  ErpDocument,
  ErpDocumentLine,
  ErpPayment,
  NewProduct,
  OrderCursor,
  OrderMended,
  OrderPage,
  OrderQuery,
  PartnerRef,
  PlannedCall,
  PortOptions,
  ProgressPage,
  StateWrite,
  StateWritten,
  Store,
  StoreMark,
  StoreOrderStates,
  TouchedOrders,
  TrackingWrite,
  TrackingWritten,
  UnreadableOrder,
} from './ports.ts'
export { TouchCursor } from './ports.ts'
export { OrderPreview, PreviewRequest } from './preview.ts'
export { Proof, ProofLine, ProofRate, type ProofResult, proveOrder, withCodes } from './proof.ts'
export { orderReasons } from './reasons.ts'
export { type BothSides, type Review, reviewChanges } from './review-changes.ts'
export { SalesOrder, SalesOrderLine } from './sales-order.ts'
export { agedOrders, ruledOrders, type SetAside } from './set-aside.ts'
export { ConnectionSettings, Flow, FlowSettings, OrderSettings, PaymentRule } from './settings.ts'
export { settingsFor } from './settings-for-order.ts'
export { ShippedWhen, StatusSettings } from './status-settings.ts'
export { StoreStateConflictError, StoreStateUnknownError, StoreWriteForbiddenError } from './store-errors.ts'
export { TaxCase } from './tax-case.ts'
export { lineCode, ljubljanaDay, toBuyerOrder, toSalesOrder } from './to-sales-order.ts'
export { homeCountry, isNorthernIreland } from './vat-area.ts'
export {
  decideState,
  isNews,
  type KnownStates,
  type StateDecision,
  type StoreState,
  type StoreStates,
  trackingNumbersOf,
} from './write-back.ts'
