/** The words of the house, without I/O: ids, money, orders, the decision about an order and its proof, and the two ports. */
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
export { erasePeople } from './erase-people.ts'
export { ErpDuplicateError, ErpPaymentTypeError, ErpProductUnknownError, ErpRefusedError } from './erp-errors.ts'
export { ErpFacts, StoreFacts } from './facts.ts'
export { ConnectionId, OrderId, SyncId } from './ids.ts'
export { type Amount, amount, DecimalText, formatCents, netOf, sum, toCents } from './money.ts'
export { type NetworkFacts, networkChecks, networkTopic } from './network-checks.ts'
export { OrderCharge, OrderLine, OrderPayment, paidAmount, StoreOrder, Voucher } from './order.ts'
export { OrderState, Reason } from './order-state.ts'
export { addressKey, Party, partyKey, partyName, personName } from './party.ts'
export type {
  Erp,
  ErpDocument,
  ErpDocumentLine,
  ErpPayment,
  NewProduct,
  OrderCursor,
  OrderPage,
  OrderQuery,
  PartnerRef,
  PlannedCall,
  PortOptions,
  Store,
  UnreadableOrder,
} from './ports.ts'
export { OrderPreview, PreviewRequest } from './preview.ts'
export { Proof, ProofLine, ProofRate, type ProofResult, proveOrder, withCodes } from './proof.ts'
export { orderReasons } from './reasons.ts'
export { SalesOrder, SalesOrderLine } from './sales-order.ts'
export { ConnectionSettings, Flow, FlowSettings, OrderSettings, PaymentRule } from './settings.ts'
export { lineCode, ljubljanaDay, toBuyerOrder, toSalesOrder } from './to-sales-order.ts'
