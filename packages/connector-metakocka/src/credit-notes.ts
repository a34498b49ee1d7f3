import { type Document, type DocumentType, formatDate, type MetakockaClient } from '@pretok/client-metakocka'
import { amount, type Erp, type ErpDocument, type PortOptions } from '@pretok/domain'
import { toErpDocument } from './to-erp-document.ts'
import { rethrowRefusal } from './to-erp-error.ts'
import { toProductLine } from './to-sales-order-body.ts'

/** The longest customer order number that MetaKocka takes. */
const longestBuyerOrder = 30

const docType = 'sales_bill_credit_note'

/** Whether sums of credit notes come with a minus is not documented. */
const withoutMinus = (document: ErpDocument): ErpDocument => {
  if (!amount(document.total).isNegative()) return document
  const turn = (text: string): string => amount(text).negated().toFixed()
  const { base, taxes, lines, ...rest } = document
  return {
    ...rest,
    total: turn(document.total),
    ...(base === undefined ? {} : { base: turn(base) }),
    ...(taxes ? { taxes: taxes.map(({ taxRate, tax }) => ({ taxRate, tax: turn(tax) })) } : {}),
    // Whichever of quantity and price holds the minus, what they come to holds it.
    ...(lines?.every(({ gross }) => gross === undefined || !amount(gross).gt(0))
      ? {
          lines: lines.map(({ gross, quantity, ...line }) => ({
            ...line,
            quantity: amount(quantity).isNegative() ? turn(quantity) : quantity,
            ...(gross === undefined ? {} : { gross: turn(gross) }),
          })),
        }
      : {}),
  }
}

/**
 * Credit notes to bills. Neither their call nor their answer knows a key of ours, so it is the title, and the customer's order number
 * where there is room: a search for credit notes of the day shows both, and so does each one that the bill is tied to.
 */
export const createCreditNotes = (client: MetakockaClient): Pick<Erp, 'createCreditNote' | 'findCreditNote'> => {
  /** The notes that a bill names, whole. */
  const readLinked = async (bill: { mkId: string; type: string }, options?: PortOptions): Promise<Document[]> => {
    const shown = await client.findDocument(
      { doc_type: bill.type as DocumentType, doc_id: bill.mkId, return_credit_note_for_invoice: 'true' },
      options,
    )
    const links = shown
      ? [...shown.doc_link_list.filter((link) => link.doc_type === docType), ...shown.credit_note_list]
      : []
    const ids = new Set(links.flatMap(({ mk_id }) => mk_id ?? []))
    const notes: Document[] = []
    for (const doc_id of ids) {
      const note = await client.findDocument({ doc_type: docType, doc_id, show_tax_factor: 'true' }, options)
      if (note) notes.push(note)
    }
    return notes
  }

  return {
    async createCreditNote({ key, bill, type, day, currency, lines }, options) {
      const date = formatDate(day)
      const body = {
        doc_type: docType,
        credit_note_type: type,
        credit_note_bill: bill.countCode,
        doc_date: date,
        service_to_date: date,
        duo_payment: date,
        title: key,
        ...(key.length > longestBuyerOrder ? {} : { buyer_order: key }),
        currency_code: currency,
        product_list: lines.map(toProductLine),
      } as const
      await client.putDocument(body, options).catch(rethrowRefusal)
    },

    async findCreditNote({ key, bill, day }, options) {
      const isWanted = ({ title, buyer_order }: Document) => title === key || buyer_order === key
      const linked = (await readLinked(bill, options)).find(isWanted)
      if (linked) return withoutMinus(toErpDocument(linked))
      const date = formatDate(day)
      const query_advance = [
        { type: 'doc_date_from', value: date },
        { type: 'doc_date_to', value: date },
      ]
      const query = { doc_type: docType, result_type: 'doc', show_tax_factor: 'true', query_advance } as const
      for await (const note of client.searchAll(query, options)) {
        if (isWanted(note)) return withoutMinus(toErpDocument(note))
      }
      return undefined
    },
  }
}
