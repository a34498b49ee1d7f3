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

/** Both sides as they are now. */
export interface BothSides {
  now: StoreOrder
  /** Of the order as it is now, if it can be proven. */
  proof: Proof | undefined
  /** Absent when it stands in the ERP no more. */
  document: ErpDocument | undefined
  booked: Booked
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

const isContent = (kind: ChangeKind): boolean => (contentKinds as readonly ChangeKind[]).includes(kind)

const isGone = (document: ErpDocument | undefined): boolean => document === undefined || document.cancelled === true

/** What the document holds already counts as booked. It does not tell addresses, and payments are counted apart. */
const adopt = ({ order, ...booked }: Booked, now: StoreOrder, proof: Proof): Booked => ({
  ...booked,
  ...(order && { order: { ...now, payer: order.payer, recipient: order.recipient, payment: order.payment } }),
  proof,
})

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
  const { now, proof, document, booked } = sides
  const ended = hasEnded(now)
  if (ended && isGone(document)) return { differences: [], document: [] }
  const found = (kind: ChangeKind) => changes.find((change) => change.kind === kind)
  const documentDiffers = document && proof ? compareDocument(document, proof) : undefined
  const contentChanges = changes.filter(({ kind }) => isContent(kind))
  const agrees = documentDiffers?.length === 0

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

  const gone: LaterChange[] =
    isGone(document) && !ended ? [{ kind: 'document', things: [{ what: 'state', now: now.state.name }] }] : []
  const others = changes.filter(({ kind }) => !isContent(kind) && kind !== 'payments')
  return {
    differences: [...others, ...gone, ...content(), ...payments()],
    ...(agrees && proof && contentChanges.length > 0 ? { adopts: adopt(booked, now, proof) } : {}),
    ...(documentPaid === counted ? { paid: counted } : {}),
    document: documentDiffers ?? [],
  }
}
