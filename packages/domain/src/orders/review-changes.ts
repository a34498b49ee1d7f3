import { formatCents } from '../money.ts'
import type { ErpDocument } from '../ports/erp-orders.ts'
import { compareDocument, type Difference } from './compare-document.ts'
import {
  type Booked,
  type ChangeKind,
  contentKinds,
  countedPaid,
  hasEnded,
  type LaterChange,
  toThing,
} from './later-changes.ts'
import type { StoreOrder } from './order.ts'
import type { Proof } from './proof.ts'
import { findReturns } from './returns.ts'

/** Both sides as they are now. */
export interface BothSides {
  now: StoreOrder
  /** Of the order as it is now, if it can be proven. */
  proof: Proof | undefined
  /** Absent when it stands in the ERP no more. */
  document: ErpDocument | undefined
  booked: Booked
  /** Which of the order's addresses, as they are now, the document certainly has. */
  parties?: { payer: boolean; recipient: boolean }
  /** The status that cancels a document; others than this may as well. */
  cancelledStatusCode?: string
}

/** What is left for a person, and what of the changes the document holds already. */
export interface Review {
  differences: LaterChange[]
  /** A person has brought the document in line: from now on the order counts as booked like this. */
  adopts?: Booked
  /** What the document was found to have been paid, where that is what the store says. */
  paid?: string
  /** How the document differs from what the store says now. */
  document: Difference[]
}

type PartyKind = 'payer' | 'recipient'

const isContent = (kind: ChangeKind): boolean => (contentKinds as readonly ChangeKind[]).includes(kind)

const isGone = (document: ErpDocument | undefined, cancelledStatusCode?: string): boolean =>
  document === undefined ||
  document.cancelled === true ||
  (document.status !== undefined && document.status === cancelledStatusCode)

/** What the document holds already counts as booked. Payments are counted apart. */
const adopt = (
  { order, ...booked }: Booked,
  now: StoreOrder,
  held: { proof?: Proof; parties: PartyKind[] },
): Booked => {
  const { payer, recipient } = now
  const parties = Object.fromEntries(held.parties.map((kind) => [kind, { payer, recipient }[kind]]))
  const content = held.proof ? now : order
  return {
    ...booked,
    ...(order &&
      content && {
        order: {
          ...content,
          payer: order.payer,
          recipient: order.recipient,
          payment: order.payment,
          ...parties,
        },
      }),
    ...(held.proof ? { proof: held.proof } : {}),
  }
}

/**
 * Holds what the store has changed against the ERP's document. What was found before and is not there any more is only over if the
 * document does not tell otherwise: somebody may have followed the store's change, and the store then taken it back.
 *
 * @param open kinds of the differences that were found before
 */
export const reviewChanges = (
  changes: readonly LaterChange[],
  sides: BothSides,
  open: readonly ChangeKind[],
): Review => {
  const { now, proof, document, booked, parties, cancelledStatusCode } = sides
  const ended = hasEnded(now)
  const gone = isGone(document, cancelledStatusCode)
  const found = (kind: ChangeKind) => changes.find((change) => change.kind === kind)
  const documentDiffers = document && proof ? compareDocument(document, proof) : undefined
  const contentChanges = changes.filter(({ kind }) => isContent(kind))
  const agrees = documentDiffers?.length === 0
  const isHeld = ({ kind }: LaterChange) => (kind === 'payer' || kind === 'recipient') && parties?.[kind] === true
  const heldParties = changes.filter(isHeld).map(({ kind }) => kind as PartyKind)

  const content = (): LaterChange[] => {
    if (agrees) return []
    if (contentChanges.length > 0 || !documentDiffers) return contentChanges
    const kind = open.find(isContent)
    return kind ? [{ kind, things: documentDiffers.map(toThing) }] : []
  }

  const counted = countedPaid(now, booked.proof.totalPaid)
  const documentPaid = document?.paid === undefined ? undefined : formatCents(document.paid)
  const payments = (): LaterChange[] => {
    if (documentPaid === counted) return []
    const change = found('payments')
    if (change || documentPaid === undefined || !open.includes('payments')) return change ? [change] : []
    const [booked, paid] = [documentPaid, counted].map((text) => `${text} ${now.currency}`) as [string, string]
    return [{ kind: 'payments', things: [{ what: 'paid', booked, now: paid }] }]
  }

  const isSettled = (change: LaterChange): boolean => {
    if (isContent(change.kind) || change.kind === 'payments' || isHeld(change)) return true
    if (change.kind !== 'returned') return false
    const hasLeft = (document?.packingLists?.length ?? 0) > 0
    return findReturns(now, { claimed: booked.claimed ?? {}, hasLeft }).length === 0
  }
  const others = changes.filter((change) => !isSettled(change))
  // What was sold and given back, and what came back, is settled by documents of its own.
  if (ended && gone) {
    const bills = (document?.bills?.length ?? 0) > 0
    return { differences: bills ? others.filter(({ kind }) => kind === 'refunded') : [], document: [] }
  }
  const standsAgain: LaterChange[] =
    gone && !ended ? [{ kind: 'document', things: [{ what: 'state', now: now.state.name }] }] : []
  const held = agrees && proof && contentChanges.length > 0 ? { proof } : {}
  const adopts =
    'proof' in held || heldParties.length > 0 ? adopt(booked, now, { ...held, parties: heldParties }) : undefined
  return {
    differences: [...others, ...standsAgain, ...content(), ...payments()],
    ...(adopts ? { adopts } : {}),
    ...(documentPaid === counted ? { paid: counted } : {}),
    document: documentDiffers ?? [],
  }
}
