import {
  type BookedOrder,
  contentHash,
  type OrderDifference,
  type OrderWrite,
  type WriteData,
  type WriteKind,
} from '@pretok/db'
import {
  type ChangeKind,
  contentKinds,
  type ErpDocument,
  findReturns,
  heldBecauseOf,
  isApplicable,
  isAutomatic,
  type LaterChange,
  type NewComplaint,
  type NewCreditNote,
  type Obstacle,
  obstacles,
  type Proof,
  type SalesOrderLine,
  type StoreOrder,
  settingsFor,
  tellContent,
  toBookedParty,
  toCreditNotes,
  toSalesOrder,
} from '@pretok/domain'
import type { Sides } from '@pretok/worker'

/** What the ERP is to be told. */
type Message =
  | { type: 'lines'; lines: readonly SalesOrderLine[] }
  | { type: 'party'; who: 'payer' | 'recipient' }
  | { type: 'status'; status: string }
  | { type: 'credit note'; note: NewCreditNote; proof: Proof }
  | { type: 'complaint'; complaint: NewComplaint }

/** One call that carries a change over to the ERP. */
export interface PlannedWrite {
  kind: WriteKind
  ref: string
  /** Of what the store says. */
  contentHash: string
  data: WriteData
  message: Message
}

/** What is to be done about a change, and why it cannot be, if so. */
export interface Plan {
  write?: PlannedWrite
  obstacle?: Obstacle
  /** The obstacle goes away by itself one day. */
  passes?: true
}

/** All that is known of both sides. */
export interface Situation {
  row: BookedOrder
  proof: Proof | undefined
  /** Why there is no proof. */
  unproven: Pick<Obstacle, 'message' | 'messageSl'> | undefined
  document: ErpDocument | undefined
  settings: Sides['settings']
  writes: readonly OrderWrite[]
  standing: readonly OrderDifference[]
  now: Date
}

export const kindOfWrite = (kind: ChangeKind): WriteKind | undefined => {
  if (!isApplicable(kind)) return undefined
  if (kind === 'payer' || kind === 'recipient' || kind === 'cancelled') return kind
  if (kind === 'refunded') return 'credit-note'
  return kind === 'returned' ? 'complaint' : 'content'
}

/** Of what the store says about all that such a write is about. */
export const hashOf = (kind: WriteKind, order: StoreOrder): string => {
  const kinds: readonly ChangeKind[] =
    kind === 'content'
      ? contentKinds
      : kind === 'payer' || kind === 'recipient' || kind === 'cancelled'
        ? [kind]
        : [kind === 'complaint' ? 'returned' : 'refunded']
  return contentHash(kinds.map((one) => tellContent(one, order)))
}

/** When a person asked for it, of what the store says now. */
const wantedAt = (kind: ChangeKind, { row, standing }: Situation): Date | undefined =>
  standing.find(
    (one) =>
      one.kind === kind &&
      one.state === 'open' &&
      one.wanted?.contentHash === contentHash(tellContent(kind, row.order)),
  )?.wanted?.at

/** What became of the last try, unless the store says something else by now or a person has asked for another. */
const lastTry = (
  write: Pick<PlannedWrite, 'kind' | 'ref' | 'contentHash'>,
  wanted: Date | undefined,
  { writes }: Situation,
) => {
  const last = writes.find(({ kind, ref }) => kind === write.kind && ref === write.ref)
  if (!last || last.contentHash !== write.contentHash) return undefined
  return wanted && last.endedAt && wanted > last.endedAt ? undefined : last
}

const planContent = ({ row, proof, unproven, settings }: Situation): Message | Obstacle => {
  const { order, buyerOrder } = row
  if (!proof) return obstacles.notBookable(unproven ?? { message: '', messageSl: '' })
  const held = heldBecauseOf(order, settingsFor(order, settings.orders))
  if (held) return obstacles.notBookable(held)
  return { type: 'lines', lines: toSalesOrder(order, proof, settings.orders, buyerOrder).lines }
}

const planPart = (kind: WriteKind, situation: Situation): Message | Obstacle => {
  const { row, settings } = situation
  if (kind === 'content') return planContent(situation)
  if (kind === 'cancelled') return { type: 'status', status: settings.changes.cancelledStatusCode }
  const held = heldBecauseOf(row.order, settingsFor(row.order, settings.orders))
  if (held?.code === 'ERR_ORDER_ADDRESS_INCOMPLETE') return obstacles.notBookable(held)
  return { type: 'party', who: kind === 'payer' ? 'payer' : 'recipient' }
}

const planCreditNotes = (wanted: Date | undefined, situation: Situation): Plan => {
  const { row, document, settings, writes, now } = situation
  const { refunds = [], currency } = row.order
  const { services } = settingsFor(row.order, settings.orders)
  const results = toCreditNotes(refunds, row.booked.proof, services.discount)
  let obstacle: Plan | undefined
  for (const { id } of refunds) {
    const standing = writes.find(({ kind, ref, state }) => kind === 'credit-note' && ref === id && state === 'done')
    // It stands, whatever it says: it is never made twice.
    if (standing) {
      if (standing.obstacle) obstacle ??= { obstacle: standing.obstacle }
      continue
    }
    const result = results.get(id)
    if (!result?.ok) {
      if (result) obstacle ??= { obstacle: obstacles.unprovable(id, result, currency) }
      continue
    }
    const [bill, another] = document?.bills ?? []
    if (!bill) return obstacle ?? { obstacle: obstacles.noBill(), passes: true }
    if (another)
      return obstacle ?? { obstacle: obstacles.manyBills((document?.bills ?? []).map(({ countCode }) => countCode)) }
    const { lines, type, proof } = result.note
    const write = {
      kind: 'credit-note' as const,
      ref: id,
      contentHash: contentHash(refunds.find((one) => one.id === id)),
    }
    const last = lastTry(write, wanted, situation)
    if (last) {
      obstacle ??= { obstacle: last.obstacle ?? obstacles.stillDiffers() }
      continue
    }
    const [key, day] = [`${row.buyerOrder}/R${id}`, now.toLocaleDateString('sv-SE', { timeZone: 'Europe/Ljubljana' })]
    const note = { key, bill, type, day, currency, lines }
    return { write: { ...write, data: { key, day, bill }, message: { type: 'credit note', note, proof } } }
  }
  return obstacle ?? {}
}

const planComplaint = (wanted: Date | undefined, situation: Situation): Plan => {
  const { row, document, settings, writes, now } = situation
  const { apiUserEmail } = settings.changes
  const claimed = row.booked.claimed ?? {}
  const returns = findReturns(row.order, { claimed, hasLeft: (document?.packingLists ?? []).length > 0 })
  if (returns.length === 0) return {}
  if (apiUserEmail === undefined) return { obstacle: obstacles.noUser() }
  const pieces = Object.fromEntries(returns.map((line) => [line.storeLineId, line.pieces]))
  const ref = returns.map((line) => `${line.storeLineId}:${(claimed[line.storeLineId] ?? 0) + line.pieces}`).join(',')
  const write = { kind: 'complaint' as const, ref, contentHash: contentHash(pieces) }
  const standing = writes.find((one) => one.kind === 'complaint' && one.ref === ref && one.state === 'done')
  if (standing?.obstacle) return { obstacle: standing.obstacle }
  const last = lastTry(write, wanted, situation)
  if (last) return { obstacle: last.obstacle ?? obstacles.stillDiffers() }
  const nth = writes.filter(({ kind, state }) => kind === 'complaint' && state === 'done').length + 1
  const [key, at] = [`${row.buyerOrder}/C${nth}`, now.toISOString()]
  const lines = returns.map(({ code, pieces: quantity }) => ({ code, quantity }))
  const complaint = { key, buyerOrder: row.buyerOrder, userEmail: apiUserEmail, at, lines }
  return { write: { ...write, data: { key, at, pieces }, message: { type: 'complaint', complaint } } }
}

/**
 * What is to be done about a difference: nothing, while it is for a person to decide; else the next call, or why there is none. What
 * was done or refused once is not tried again while the store says the same, unless a person asks for it.
 */
export const planWrite = (change: LaterChange, situation: Situation): Plan => {
  const { row, document, settings } = situation
  const kind = kindOfWrite(change.kind)
  if (!kind) return {}
  const wanted =
    kind === 'content'
      ? contentKinds.map((one) => wantedAt(one, situation)).find((at) => at !== undefined)
      : wantedAt(change.kind, situation)
  if (!wanted && !isAutomatic(change.kind, settings.changes)) return {}
  if (kind === 'credit-note') return planCreditNotes(wanted, situation)
  if (kind === 'complaint') return planComplaint(wanted, situation)
  if (!document || (document.cancelled && kind !== 'cancelled')) return {}
  const write = { kind, ref: '', contentHash: hashOf(kind, row.order) }
  const last = lastTry(write, wanted, situation)
  if (last) return { obstacle: last.obstacle ?? obstacles.stillDiffers() }
  const message = planPart(kind, situation)
  return 'type' in message ? { write: { ...write, data: {}, message } } : { obstacle: message }
}

/** Who the order's parties are, as they are booked. */
export const partiesOf = ({ payer, recipient }: StoreOrder) => ({
  payer: toBookedParty(payer).party,
  recipient: toBookedParty(recipient).party,
})
