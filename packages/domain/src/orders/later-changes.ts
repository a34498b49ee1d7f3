import { z } from 'zod'
import { amount, formatCents, sum } from '../money.ts'
import type { ChangeSettings } from './change-settings.ts'
import { compareDocument, type Difference } from './compare-document.ts'
import { paidAmount, type Refund, type StoreOrder } from './order.ts'
import { Party } from './party.ts'
import type { Proof } from './proof.ts'
import { findReturns, type Pieces } from './returns.ts'
import { lineCode } from './to-sales-order.ts'

/** What the store may have otherwise than when the order was booked; `document`: it stands there, and its document does not. */
export const ChangeKind = z.enum([
  'cancelled',
  'document',
  'refunded',
  'returned',
  'payments',
  'lines',
  'charges',
  'total',
  'payer',
  'recipient',
])
export type ChangeKind = z.output<typeof ChangeKind>

/** One thing that is otherwise. The sides of an address are left out: they are personal data. */
export const ChangedThing = z.object({
  what: z.string(),
  /** Percent, if it is about one VAT rate. */
  taxRate: z.string().optional(),
  booked: z.string().optional(),
  now: z.string().optional(),
})
export type ChangedThing = z.output<typeof ChangedThing>

export interface LaterChange {
  kind: ChangeKind
  things: ChangedThing[]
}

/** What stands in the document's lines and sums; it can be held against the document itself. */
export const contentKinds = ['lines', 'charges', 'total'] as const satisfies readonly ChangeKind[]

const rule: Readonly<Record<ChangeKind, keyof ChangeSettings>> = {
  cancelled: 'cancellations',
  document: 'cancellations',
  refunded: 'refunds',
  returned: 'returns',
  payments: 'payments',
  lines: 'content',
  charges: 'content',
  total: 'content',
  payer: 'addresses',
  recipient: 'addresses',
}

export const isIgnored = (kind: ChangeKind, settings: ChangeSettings): boolean => settings[rule[kind]] === 'ignore'

/** Whether a change of this kind can be carried over to the ERP by itself or because a person says so. */
export const isApplicable = (kind: ChangeKind): boolean => kind !== 'payments' && kind !== 'document'

/** Whether a change of this kind is carried over without a person. */
export const isAutomatic = (kind: ChangeKind, settings: ChangeSettings): boolean =>
  isApplicable(kind) && settings[rule[kind]] !== 'review' && !isIgnored(kind, settings)

/** Values by what they are values of. A thing that is not there has no value. */
type Content = ReadonlyMap<string, { what: string; taxRate?: string; value: string }>

const toContent = (things: readonly { what: string; taxRate?: string; value: string }[]): Content =>
  new Map(things.map((thing) => [`${thing.what}|${thing.taxRate ?? ''}`, thing]))

const rateOf = (taxRate: string | undefined): { taxRate?: string } =>
  taxRate === undefined ? {} : { taxRate: amount(taxRate).toFixed() }

/** By product and rate, as a document would have them: how a quantity is split, and which ids its parts have, does not matter. */
const linesOf = ({ lines }: StoreOrder): Content => {
  const groups = Map.groupBy(lines, (line) => JSON.stringify([lineCode(line), rateOf(line.taxRate)]))
  return toContent(
    [...groups.values()].map((group) => {
      const [first] = group as [StoreOrder['lines'][number]]
      const pieces = sum(group.map(({ quantity }) => quantity)).toFixed()
      const gross = formatCents(sum(group.map(({ totalGross }) => totalGross)))
      return { what: lineCode(first), ...rateOf(first.taxRate), value: `${pieces} x, ${gross}` }
    }),
  )
}

const chargesOf = ({ shipping, wrapping, discounts, vouchers }: StoreOrder): Content => {
  const charges = { shipping, wrapping, discounts }
  const told = Object.entries(charges).flatMap(([what, { gross, net }]) =>
    amount(gross).isZero() ? [] : [{ what, value: `${formatCents(gross)} (${formatCents(net)})` }],
  )
  const given = vouchers.map(({ gross, net }) => `${formatCents(gross)} (${formatCents(net)})`).sort()
  return toContent([...told, ...(given.length === 0 ? [] : [{ what: 'vouchers', value: given.join('; ') }])])
}

const totalOf = ({ currency, totalPaid }: StoreOrder): Content =>
  toContent([{ what: 'total', value: `${formatCents(totalPaid)} ${currency}` }])

/** Blanks and capitals are no other address. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

const partyFields = Object.keys(Party.shape) as (keyof Party)[]

const partyOf = (party: Party): Content =>
  toContent(
    partyFields.flatMap((what) => {
      const value = plain(party[what] ?? '')
      return value === '' ? [] : [{ what, value }]
    }),
  )

/** What one refund gave back at each rate at which it was sold. */
const partsOfRefund = ({ lines, shipping }: Refund, order: StoreOrder) => {
  const sold = new Map(order.lines.map(({ storeLineId, taxRate }) => [storeLineId, taxRate]))
  const parts = [
    ...lines.map(({ storeLineId, gross, net }) => ({ taxRate: sold.get(storeLineId), gross, net })),
    ...(shipping ? [{ taxRate: order.shipping.taxRate, ...shipping }] : []),
  ]
  return [...Map.groupBy(parts, ({ taxRate }) => rateOf(taxRate).taxRate)].map(([taxRate, group]) => ({
    ...(taxRate === undefined ? {} : { taxRate }),
    gross: formatCents(sum(group.map(({ gross }) => gross))),
    net: formatCents(sum(group.map(({ net }) => net))),
  }))
}

/** What the refunds come to that no credit note tells of yet. A refunded order says nothing more once all of it is credited. */
const refundsOf = (order: StoreOrder, credited: readonly string[] = []): Content => {
  const { refunds = [], state, currency } = order
  const open = refunds.filter(({ id }) => !credited.includes(id))
  const given = open.flatMap((refund) => {
    const parts = partsOfRefund(refund, order)
    const told = { what: `given ${refund.id}`, value: `${formatCents(refund.given ?? 0)} ${currency}` }
    return [
      ...(parts.length === 0 ? [refund] : parts).map((part) => ({
        what: `refund ${refund.id}`,
        ...('taxRate' in part ? { taxRate: part.taxRate } : {}),
        value: `${formatCents(part.gross)} (${formatCents(part.net)}) ${currency}`,
      })),
      ...(refund.given === undefined ? [] : [told]),
    ]
  })
  const isWhole = open.length === 0 && sum(refunds.map(({ given, gross }) => given ?? gross)).gte(order.totalPaid)
  const says = state.meaning === 'refunded' && !isWhole
  return toContent([...(says ? [{ what: 'state', value: state.name }] : []), ...given])
}

const returnsOf = (order: StoreOrder, claimed: Pieces = {}): Content =>
  toContent(
    findReturns(order, { claimed, hasLeft: true }).map(({ code, pieces }) => ({ what: code, value: `${pieces} x` })),
  )

/** The store's own end of an order. */
export const hasEnded = ({ state }: StoreOrder): boolean =>
  state.meaning === 'cancelled' || state.meaning === 'refunded'

const cancellationOf = ({ state }: StoreOrder): Content =>
  toContent(state.meaning === 'cancelled' ? [{ what: 'state', value: state.name }] : [])

/** What counts as paid: no more than is owed, and no less than nothing. */
export const countedPaid = (order: StoreOrder, total: string): string => {
  const paid = amount(paidAmount(order))
  return formatCents(paid.gt(total) ? total : paid.lt(0) ? 0 : paid)
}

const contentOf: Readonly<Record<Exclude<ChangeKind, 'payments'>, (order: StoreOrder) => Content>> = {
  cancelled: cancellationOf,
  document: ({ state }) => toContent([{ what: 'state', value: state.meaning }]),
  refunded: (order) => refundsOf(order),
  returned: (order) => returnsOf(order),
  lines: linesOf,
  charges: chargesOf,
  total: totalOf,
  payer: ({ payer }) => partyOf(payer),
  recipient: ({ recipient }) => partyOf(recipient),
}

const compare = (kind: ChangeKind, booked: Content, now: Content): LaterChange[] => {
  const isPersonal = kind === 'payer' || kind === 'recipient'
  const keys = [...new Set([...booked.keys(), ...now.keys()])]
  const things = keys.flatMap((key): ChangedThing[] => {
    const [before, after] = [booked.get(key), now.get(key)]
    const thing = after ?? before
    if (!thing || before?.value === after?.value) return []
    const { what, taxRate } = thing
    const sides = { ...(before && { booked: before.value }), ...(after && { now: after.value }) }
    return [{ what, ...(taxRate === undefined ? {} : { taxRate }), ...(isPersonal ? {} : sides) }]
  })
  return things.length === 0 ? [] : [{ kind, things }]
}

/** What the ERP was told of an order. */
export interface Booked {
  /** The order as it was booked. Orders that were booked by older versions lack it. */
  order?: StoreOrder
  proof: Proof
  /** What it was told to have been paid, with two decimals; absent = not known. */
  paid?: string
  /** The refunds of which credit notes stand, by their ids. */
  credited?: readonly string[]
  /** The pieces that complaints tell of, by the store's lines. */
  claimed?: Pieces
}

/** Of an order whose booked form was not kept, the proof tells lines and totals. */
const compareProofs = (booked: Proof, now: Proof): LaterChange[] => {
  const lines = booked.lines.map(({ code, quantity, erpGross, taxRate }) => ({
    ...(code === undefined ? {} : { code }),
    quantity: String(quantity),
    gross: erpGross,
    taxRate,
  }))
  const { totalPaid: total, currency } = booked
  const differences = compareDocument({ mkId: '', countCode: '', total, currency, lines }, now)
  const things = Object.groupBy(differences.map(toThing), ({ what }) =>
    what === 'total' || what === 'currency' ? 'total' : 'lines',
  )
  return (['lines', 'total'] as const).flatMap((kind) => (things[kind] ? [{ kind, things: things[kind] }] : []))
}

/** A difference of the document, as of the order that was booked. */
export const toThing = ({ what, code, taxRate, erp, proven }: Difference): ChangedThing => ({
  what: code ?? what,
  ...(taxRate === undefined ? {} : { taxRate }),
  booked: erp,
  now: proven,
})

/**
 * What the store has otherwise than when the order was booked, by content: equal totals prove nothing, and messages, times and other
 * states mean nothing.
 *
 * @param proof of the order as it is now, if it can be proven
 */
export const findLaterChanges = (booked: Booked, now: StoreOrder, proof: Proof | undefined): LaterChange[] => {
  const { order, paid, proof: bookedProof } = booked
  const nothing: Content = new Map()
  const toPaid = (text: string) => toContent([{ what: 'paid', value: `${text} ${now.currency}` }])
  const between = (kind: Exclude<ChangeKind, 'payments'>, before = order && contentOf[kind](order)): LaterChange[] =>
    before ? compare(kind, before, contentOf[kind](now)) : []
  const content = order || !proof ? contentKinds.flatMap((kind) => between(kind)) : compareProofs(bookedProof, proof)
  return [
    ...between('cancelled', nothing),
    ...compare('refunded', nothing, refundsOf(now, booked.credited)),
    ...compare('returned', nothing, returnsOf(now, booked.claimed)),
    ...(paid === undefined ? [] : compare('payments', toPaid(paid), toPaid(countedPaid(now, bookedProof.totalPaid)))),
    ...content,
    ...between('payer'),
    ...between('recipient'),
  ]
}

/** All that a later change of this kind is about, as text: the same text is the same change. */
export const tellContent = (kind: ChangeKind, order: StoreOrder): string =>
  kind === 'payments'
    ? paidAmount(order)
    : JSON.stringify([...contentOf[kind](order)].map(([key, { value }]) => [key, value]).sort())
