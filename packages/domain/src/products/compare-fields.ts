import { amount, type DecimalText, formatCents } from '../money.ts'
import type { ErpPrice, ErpProductFields, ProductField } from './erp-product.ts'
import { oneLine, toPlainText } from './plain-text.ts'
import type { LocalText } from './store-item.ts'

type Value<Field extends ProductField> = NonNullable<ErpProductFields[Field]>

const isSameNumber = (a: DecimalText, b: DecimalText): boolean => amount(a).eq(b)

/** Line breaks and markup are not a difference: the ERP keeps HTML, and its people's editor adds it. */
const isSameText = (stands: string, wanted: string): boolean => {
  const [a, b] = [stands.normalize(), wanted.normalize()]
  return oneLine(a) === oneLine(b) || oneLine(toPlainText(a)) === oneLine(b)
}

const areIn = (stands: Record<string, string>, wanted: Record<string, string>): boolean =>
  Object.entries(wanted).every(([key, text]) => isSameText(stands[key] ?? '', text))

const grossOf = ({ price = '0', priceWithTax, taxRate = '0' }: ErpPrice): DecimalText =>
  formatCents(priceWithTax ?? amount(taxRate).div(100).plus(1).times(price))

/** Sold by the piece, so from none and from one on is the same. */
const startOf = ({ amountFrom }: ErpPrice): DecimalText => (amount(amountFrom).lte(1) ? '0' : amountFrom)

const inOrder = (prices: readonly ErpPrice[]): ErpPrice[] =>
  prices.toSorted((a, b) => amount(a.amountFrom).cmp(b.amountFrom))

const isSamePrice = (stands: ErpPrice, wanted: ErpPrice): boolean => {
  const kind = stands.price !== undefined && wanted.price !== undefined ? 'price' : 'priceWithTax'
  const [a, b] = [stands[kind] ?? grossOf(stands), wanted[kind] ?? grossOf(wanted)]
  const [rate, wantedRate] = [stands.taxRate ?? wanted.taxRate, wanted.taxRate]
  return (
    isSameNumber(a, b) &&
    isSameNumber(startOf(stands), startOf(wanted)) &&
    (rate === undefined || wantedRate === undefined || isSameNumber(rate, wantedRate))
  )
}

/** Paths to the leaves: that a product stands in a category above another of its own, the ERP does not tell. */
const leavesOf = (paths: readonly string[][]): Set<string> => {
  const texts = paths.map((path) => JSON.stringify(path.map(oneLine)).slice(0, -1))
  return new Set(texts.filter((text) => !texts.some((other) => other.startsWith(`${text},`))))
}

const byId = (contents: Value<'contents'>): LocalText =>
  Object.fromEntries(contents.map((part) => [part.mkId, amount(part.amount).toFixed()]))

const isSame: { [Field in ProductField]: (stands: Value<Field>, wanted: Value<Field>) => boolean } = {
  name: isSameText,
  description: isSameText,
  /** Languages that only the ERP has are people's. */
  translations: (stands, wanted) =>
    areIn(stands.names, wanted.names) && areIn(stands.descriptions, wanted.descriptions),
  barcode: isSameText,
  weight: isSameNumber,
  size: (stands, wanted) =>
    isSameNumber(stands.width, wanted.width) &&
    isSameNumber(stands.height, wanted.height) &&
    isSameNumber(stands.depth, wanted.depth),
  minimalQuantity: isSameNumber,
  prices: (stands, wanted) => {
    const [before, after] = [inOrder(stands), inOrder(wanted)]
    return before.length === after.length && before.every((price, at) => isSamePrice(price, after[at] ?? price))
  },
  categories: (stands, wanted) => {
    const [before, after] = [leavesOf(stands), leavesOf(wanted)]
    return before.size === after.size && [...before].every((path) => after.has(path))
  },
  /** So are columns that only the ERP has. */
  extraColumns: areIn,
  images: (stands, wanted) => stands.join('\n') === wanted.join('\n'),
  contents: (stands, wanted) => areIn(byId(stands), byId(wanted)) && areIn(byId(wanted), byId(stands)),
}

/** Whether what stands in a field says the same as what is wanted there, however it is written. */
export const isSameField = <Field extends ProductField>(
  field: Field,
  stands: ErpProductFields[Field],
  wanted: ErpProductFields[Field],
): boolean => (stands === undefined || wanted === undefined ? stands === wanted : isSame[field](stands, wanted))
