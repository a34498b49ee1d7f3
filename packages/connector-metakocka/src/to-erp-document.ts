import type { Document, DocumentLine } from '@pretok/client-metakocka'
import { amount, type ErpDocument, type ErpDocumentLine, type ErpLink, formatCents } from '@pretok/domain'

const percent = /^\d+(?:[.,]\d+)?$/

/** What discounts leave of a price: `22;23` are taken off one after the other. `undefined` when they cannot be read. */
const shareLeft = (discount = '0') => {
  const percents = discount.split(';').map((one) => one.trim())
  if (!percents.every((one) => percent.test(one))) return undefined
  return percents.reduce((left, one) => left.times(amount(100).minus(one.replace(',', '.'))).div(100), amount(1))
}

const percentOf = (factor: string): string => amount(factor).times(100).toFixed()

/** A line that was priced without VAT does not tell its gross: how MetaKocka rounds there is not documented. */
const toLine = ({ code, price_with_tax, tax_factor, discount, ...line }: DocumentLine): ErpDocumentLine[] => {
  if (line.amount === undefined) return []
  const left = shareLeft(discount)
  const gross = price_with_tax !== undefined && left ? amount(price_with_tax).times(line.amount).times(left) : undefined
  return [
    {
      ...(code === undefined ? {} : { code }),
      quantity: line.amount,
      ...(gross === undefined ? {} : { gross: formatCents(gross) }),
      ...(tax_factor === undefined ? {} : { taxRate: percentOf(tax_factor) }),
    },
  ]
}

/** Sums of VAT are told by tax code; which rate a code means, only the lines tell. */
const toTaxes = ({ sum_tax, product_list }: Document): NonNullable<ErpDocument['taxes']> => {
  const factors = new Map(product_list.map(({ tax, tax_factor }) => [tax?.toUpperCase(), tax_factor]))
  return Object.entries(sum_tax).flatMap(([code, tax]) => {
    const factor = factors.get(code)
    return factor === undefined ? [] : [{ taxRate: percentOf(factor), tax }]
  })
}

const billTypes = ['sales_bill_domestic', 'sales_bill_foreign', 'sales_bill_retail']

/** The documents of these types that one is tied to. */
const linksOf = ({ doc_link_list }: Document, types: readonly string[]): ErpLink[] =>
  doc_link_list.flatMap(({ mk_id, count_code, doc_type = '' }) =>
    mk_id !== undefined && types.includes(doc_type)
      ? [{ mkId: mk_id, countCode: count_code ?? '', type: doc_type }]
      : [],
  )

export const billsOf = (document: Document): ErpLink[] => linksOf(document, billTypes)

export const packingListsOf = (document: Document): ErpLink[] => linksOf(document, ['warehouse_packing_list'])

/** A document as `get_document` and `search` show it with `show_tax_factor`, in our words. */
export const toErpDocument = (document: Document): ErpDocument => {
  const { mk_id, count_code, buyer_order, sum_basic, sum_all, sum_paid, currency_code, product_list } = document
  const status = document.status_desc ?? document.status_code
  const lines = product_list.flatMap(toLine)
  const [bills, packingLists] = [billsOf(document), packingListsOf(document)]
  return {
    mkId: mk_id,
    countCode: count_code ?? '',
    ...(buyer_order === undefined ? {} : { buyerOrder: buyer_order }),
    // A sum of zero is left out.
    total: sum_all ?? '0',
    ...(currency_code === undefined ? {} : { currency: currency_code }),
    ...(lines.length > 0 && lines.length === product_list.length ? { lines } : {}),
    ...(sum_basic === undefined ? {} : { base: sum_basic }),
    taxes: toTaxes(document),
    paid: sum_paid ?? '0',
    ...(status === 'canceled' ? { cancelled: true } : {}),
    ...(status === undefined ? {} : { status }),
    ...(bills.length === 0 ? {} : { bills }),
    ...(packingLists.length === 0 ? {} : { packingLists }),
  }
}
