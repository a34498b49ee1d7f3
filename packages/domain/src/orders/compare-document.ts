import { type Amount, amount, formatCents, sum, sumByRate } from '../money.ts'
import type { ErpDocument, ErpDocumentLine } from '../ports/erp-orders.ts'
import type { Proof, ProofLine } from './proof.ts'

/** One thing that the ERP's document has otherwise than proven. Sums have two decimals. */
export interface Difference {
  what: 'total' | 'currency' | 'quantity' | 'amount' | 'base' | 'tax'
  /** The line's code, if it is about lines. */
  code?: string
  /** Percent, if it is about one VAT rate. */
  taxRate?: string
  erp: string
  proven: string
}

/** `22`, `22.0` and `22.000` are one rate. */
const toRate = (text: string): string => amount(text).toFixed()

/** A line of either side. */
type Line = Partial<Pick<ErpDocumentLine, 'code' | 'taxRate' | 'gross'>> & { quantity: string | number }

const toLine = ({ code, taxRate, quantity, erpGross: gross }: ProofLine): Line => ({
  ...(code === undefined ? {} : { code }),
  taxRate,
  quantity,
  gross,
})

const quantityOf = (lines: readonly Line[]): Amount => sum(lines.map(({ quantity }) => quantity))

/** `undefined` when not every line tells. */
const grossOf = (lines: readonly Line[]): Amount | undefined => {
  const told = lines.flatMap(({ gross }) => gross ?? [])
  return told.length === lines.length ? sum(told) : undefined
}

/** Lines are matched by code and rate, as far as every line of both sides tells them; how a quantity is split does not matter. */
const compareLines = (erp: readonly Line[], proven: readonly Line[]): Difference[] => {
  const all = [...erp, ...proven]
  const named = (['code', 'taxRate'] as const).filter((field) => all.every((line) => line[field] !== undefined))
  const keyOf = ({ code = '', taxRate = '0' }: Line): string => {
    const name = { code: code.trim(), taxRate: toRate(taxRate) }
    return JSON.stringify(Object.fromEntries(named.map((field) => [field, name[field]])))
  }
  const [theirs, ours] = [Map.groupBy(erp, keyOf), Map.groupBy(proven, keyOf)]
  return [...new Set(all.map(keyOf))].flatMap((key): Difference[] => {
    const name: Pick<Difference, 'code' | 'taxRate'> = JSON.parse(key)
    const [shown, expected] = [theirs.get(key) ?? [], ours.get(key) ?? []]
    const [quantity, wanted] = [quantityOf(shown), quantityOf(expected)]
    if (!quantity.eq(wanted)) {
      return [{ what: 'quantity', ...name, erp: quantity.toFixed(), proven: wanted.toFixed() }]
    }
    const [gross, due] = [grossOf(shown), grossOf(expected)]
    if (gross === undefined || due === undefined || gross.eq(due)) return []
    return [{ what: 'amount', ...name, erp: formatCents(gross), proven: formatCents(due) }]
  })
}

/**
 * Base and VAT may be as far from the proven ones as the proof allows the store's own ones to be: whether the ERP rounds
 * each line or the sum is not documented.
 */
const compareTaxes = ({ base, taxes = [] }: ErpDocument, { rates }: Proof): Difference[] => {
  const differences: Difference[] = []
  const compare = (difference: Difference, allowance: Amount) => {
    if (amount(difference.erp).minus(difference.proven).abs().gt(allowance)) differences.push(difference)
  }
  if (base !== undefined) {
    const proven = formatCents(sum(rates.map((rate) => rate.base)))
    compare({ what: 'base', erp: formatCents(base), proven }, sum(rates.map(({ allowance }) => allowance)))
  }
  const byRate = taxes.map(({ taxRate, tax }) => ({ taxRate: toRate(taxRate), tax }))
  for (const [taxRate, tax] of sumByRate(byRate, (one) => amount(one.tax))) {
    const proven = rates.find((rate) => toRate(rate.taxRate) === taxRate)
    const difference = { taxRate, erp: formatCents(tax), proven: formatCents(proven?.tax ?? 0) }
    compare({ what: 'tax', ...difference }, amount(proven?.allowance ?? 0))
  }
  return differences
}

/**
 * Holds a document that stands in the ERP against the proof by which it was, or would have been, sent. What the ERP does not tell
 * is no difference.
 *
 * @returns nothing when the document is the proven one
 */
export const compareDocument = (document: ErpDocument, proof: Proof): Difference[] => {
  const total = formatCents(document.total)
  const { currency = proof.currency } = document
  return [
    ...(total === proof.totalPaid ? [] : [{ what: 'total' as const, erp: total, proven: proof.totalPaid }]),
    ...(currency === proof.currency ? [] : [{ what: 'currency' as const, erp: currency, proven: proof.currency }]),
    ...(document.lines ? compareLines(document.lines, proof.lines.map(toLine)) : []),
    ...compareTaxes(document, proof),
  ]
}
