import type { Company } from '../company.ts'
import { type Party, printParty } from '../partners/partner.ts'
import { printLastPayment, printPayments, sumPaid } from '../payments/payments.ts'
import { collapse } from '../wire/collapse.ts'
import { printDay, printTimestamp } from '../wire/dates.ts'
import { Decimal, toCents } from '../wire/decimals.ts'
import { type Fields, flagOf, present, textOf } from '../wire/fields.ts'
import { toTaxPercent } from '../wire/tax.ts'
import { sumCredit } from './credit-notes.ts'
import type { DocumentLine, StoredDocument } from './document.ts'
import { isBill } from './document-kinds.ts'
import { statusesOf } from './registers.ts'
import { linkedDocuments } from './store.ts'
import { totalBase, totalGross } from './totals.ts'
import { printTracking } from './tracking.ts'

/** Zero sums are left out. */
const printSum = (sum: Decimal): string | undefined => (sum.isZero() ? undefined : sum.toFixed())

const toDecimal = (text: string | undefined): Decimal => new Decimal(text ?? 0)

const prepaymentOf = ({ texts, totals }: StoredDocument): Decimal =>
  texts['prepayment_value'] === undefined
    ? toCents(totalGross(totals).times(toDecimal(texts['prepayment_percent'])).dividedBy(100))
    : toDecimal(texts['prepayment_value'])

const printSums = (document: StoredDocument): Fields => ({
  sum_basic: printSum(totalBase(document.totals)),
  sum_discount: printSum(new Decimal(document.totals.discount)),
  ...Object.fromEntries(
    document.totals.rates.map(({ taxCode, tax }) => [`sum_tax_${taxCode.toLowerCase()}`, printSum(new Decimal(tax))]),
  ),
  sum_prepayment: printSum(prepaymentOf(document)),
  sum_all: printSum(totalGross(document.totals)),
  sum_paid: printSum(sumPaid(document)),
})

export const printLine = (company: Company, line: DocumentLine, switches: Fields): Fields => {
  const product = company.products.get(line.productId)
  const factor = new Decimal(line.taxFactor)
  return present({
    count_code: product?.countCode,
    mk_id: line.productId,
    code: product?.code,
    name: product?.name,
    name_desc: product?.texts['name_desc'],
    unit: product?.unit,
    amount: line.amount,
    [line.basis === 'gross' ? 'price_with_tax' : 'price']: line.price,
    discount: line.discount,
    tax: line.taxCode,
    ...(flagOf(switches, 'show_tax_factor') ? { tax_factor: line.taxFactor, tax_desc: toTaxPercent(factor) } : {}),
    ...(flagOf(switches, 'show_product_detail')
      ? { type: product?.service ? 'service' : 'material', mk_row_id: line.rowId }
      : {}),
    meta_data: flagOf(switches, 'show_product_metadata') ? line.metaData : undefined,
    ...line.texts,
  })
}

const printLink = ({ mkId, countCode, docType }: StoredDocument): Fields => ({
  mk_id: mkId,
  count_code: countCode,
  doc_type: docType,
})

const printLinks = (company: Company, document: StoredDocument): Fields => {
  const linked = linkedDocuments(company, document)
  const packed = isBill(document.docType)
    ? linked
        .filter(({ docType }) => docType === 'warehouse_packing_list')
        .map(({ mkId, countCode }) => ({ mk_id: mkId, count_code: countCode }))
    : []
  return {
    doc_link_list: linked.length ? linked.map(printLink) : undefined,
    packlist_accform_list: collapse(packed, company.settings().collapseLists),
  }
}

const notEmpty = <T>(list: readonly T[]): readonly T[] | undefined => (list.length ? list : undefined)

const printOrderExtras = (company: Company, document: StoredDocument): Fields => {
  if (document.docType !== 'sales_order') return {}
  const webshopId = document.texts['webshop_eshop_sync_id']
  return {
    eshop_name:
      document.texts['link_to_web_store'] ?? company.settings().webshops.find(({ id }) => id === webshopId)?.name,
    bank_ref_number: document.countCode.replace(/\D/g, '') || undefined,
    link_to_web_store: undefined,
  }
}

const printAttachments = ({ lists }: StoredDocument): Fields[] | undefined =>
  lists['attachment_list']?.map((row) => ({
    source_url: textOf(row, 'source_url') ?? `https://files.example/${textOf(row, 'file_name')}`,
  }))

/** The credit notes of a bill. */
const printCreditNotes = (company: Company, document: StoredDocument): readonly Fields[] | undefined =>
  isBill(document.docType)
    ? notEmpty(
        linkedDocuments(company, document)
          .filter(({ docType }) => docType === 'sales_bill_credit_note')
          .map(printLink),
      )
    : undefined

const printSwitched = (company: Company, document: StoredDocument, switches: Fields): Fields => ({
  mark_paid: flagOf(switches, 'show_payment_detail') ? notEmpty(printPayments(document.payments)) : undefined,
  ...(flagOf(switches, 'show_last_payment_date') ? printLastPayment(document) : {}),
  credit_note_list: flagOf(switches, 'return_credit_note_for_invoice')
    ? printCreditNotes(company, document)
    : undefined,
  sum_credit: flagOf(switches, 'show_sum_credit') ? printSum(sumCredit(company, document)) : undefined,
  document_info: flagOf(switches, 'return_document_info')
    ? document.log.map((entry) => present({ ...entry }))
    : undefined,
  attachment_list: flagOf(switches, 'show_attachments') ? printAttachments(document) : undefined,
  ...(isBill(document.docType) && flagOf(switches, 'show_sales_order_method_of_payment')
    ? {
        method_of_payment: linkedDocuments(company, document).find(({ docType }) => docType === 'sales_order')?.texts[
          'method_of_payment'
        ],
      }
    : {}),
})

const printRole = (company: Company, party: Party | undefined): Fields | undefined => {
  const partner = party && company.partners.get(party.partnerId)
  return partner && printParty(partner, party)
}

/**
 * A document as `get_document` and `search` print it.
 *
 * @param switches the request: `show_tax_factor`, `show_payment_detail`, ... with the value `true`
 */
export const printDocument = (company: Company, document: StoredDocument, switches: Fields): Fields => {
  const status = statusesOf(company, document.docType).find(({ description }) => description === document.status)
  const center = company.settings().profitCenters.find(({ name }) => name === document.profitCenter)
  return present({
    mk_id: document.mkId,
    doc_type: document.docType,
    opr_code: '0',
    count_code: document.countCode,
    doc_date: printDay(document.docDate),
    publish_ts: document.publishedAt && printTimestamp(new Date(document.publishedAt)),
    partner: printRole(company, document.partner),
    receiver: printRole(company, document.receiver),
    client: printRole(company, document.client),
    currency_code: document.currency,
    status_code: status?.value,
    status_desc: status?.description,
    buyer_order: document.buyerOrder,
    warehouse: document.warehouse,
    ...document.texts,
    ...document.lists,
    attachment_list: undefined,
    ...printTracking(document, switches),
    product_list: document.lines.map((line) => printLine(company, line, switches)),
    ...printSums(document),
    profit_center: document.profitCenter,
    profit_center_desc: center?.description,
    created_ts: printTimestamp(new Date(document.createdAt)),
    ...printOrderExtras(company, document),
    ...printLinks(company, document),
    ...printSwitched(company, document, switches),
  })
}
