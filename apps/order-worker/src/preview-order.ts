import {
  decide,
  findAppliedRules,
  type OrderPreview,
  type PlannedCall,
  type Proof,
  type StoreOrder,
  toBuyerOrder,
  toSalesOrder,
  withCodes,
} from '@pretok/domain'
import type { BindAll, Sides } from '@pretok/worker'
import { toOutcome } from './handlers/transfer-outcomes.ts'
import { prepare } from './prepare.ts'

export interface PreviewContext {
  sides: Sides
  bindAll: BindAll
  /** As it goes along with the booking; an order that is not known here has none yet. */
  correlationId: string
  signal: AbortSignal
}

const toCalls = (planned: readonly PlannedCall[]): OrderPreview['calls'] =>
  planned.map(({ name, path, body }) => ({ name, path, body }))

/** The way of a transfer, on an ERP that only pretends: what would become of the order, and which calls that would take. */
export const previewOrder = async (
  order: StoreOrder,
  { sides, bindAll, correlationId, signal }: PreviewContext,
): Promise<OrderPreview> => {
  const { erp, planned } = sides.pretend()
  const settings = sides.settings.orders
  const { storeOrderId, reference } = order
  const rules = findAppliedRules(order, settings)
  const known = { storeOrderId, reference, rules, standing: [], calls: [] }

  const decision = decide(order, settings, new Date())
  if (decision.state !== 'ready') {
    const { state, reason, proof } = decision
    return { ...known, state, reason, ...(proof && { proof }) }
  }
  const buyerOrder = toBuyerOrder(order, settings)
  const document = toSalesOrder(order, decision.proof, settings, buyerOrder)
  const proof: Proof = withCodes(decision.proof, document)
  const planning = { ...known, buyerOrder, document, proof }

  const documents = await erp.findSalesOrders(buyerOrder, { signal })
  const [only] = documents
  if (only) {
    const standing = documents.map(({ mkId, countCode, total }) => ({ mkId, countCode, total }))
    const { state, reason } = toOutcome(only, proof)
    return { ...planning, standing, state: state === 'booked' ? 'booked' : 'held', ...(reason && { reason }) }
  }
  const prepared = await prepare(document, { erp, settings, bindAll })
  if (!prepared.ok) return { ...planning, state: 'held', reason: prepared.reason, calls: toCalls(planned) }
  const { payer, recipient } = prepared
  await erp.bookSalesOrder(document, { payer, recipient, correlationId }, { signal })
  return { ...planning, state: 'ready', calls: toCalls(planned) }
}
