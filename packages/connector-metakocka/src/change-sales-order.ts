import type { Document, DocumentLine, LineChange, MetakockaClient, ProductLine } from '@pretok/client-metakocka'
import {
  amount,
  cut,
  type Erp,
  ErpDocumentLockedError,
  ErpRefusedError,
  type Party,
  type PortOptions,
  type SalesOrderLine,
} from '@pretok/domain'
import { samePlain, streetOf } from './address.ts'
import { billsOf, packingListsOf } from './to-erp-document.ts'
import { rethrowRefusal } from './to-erp-error.ts'
import { toPartnerBody } from './to-partner.ts'
import { toProductLine } from './to-sales-order-body.ts'

const sameNumber = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && amount(a).eq(b)

const factorOf = ({ taxRate }: SalesOrderLine) => amount(taxRate).div(100)

const isOfProduct = (shown: DocumentLine, line: SalesOrderLine): boolean =>
  shown.code === line.code && shown.tax_factor !== undefined && factorOf(line).eq(shown.tax_factor)

const isSame = (shown: DocumentLine, line: SalesOrderLine): boolean =>
  isOfProduct(shown, line) &&
  sameNumber(shown.amount, String(line.quantity)) &&
  sameNumber(shown.price_with_tax, line.unitPrice) &&
  /^[0.,;\s]*$/.test(shown.discount ?? '')

/**
 * What has to happen to the lines that stand: those of a product and rate that go on are changed in place, so that what people wrote
 * on them stays; the others are added and taken away.
 */
const toLineChanges = (shown: readonly DocumentLine[], wanted: readonly SalesOrderLine[]): LineChange[] => {
  const standing = [...shown]
  const take = (matches: (line: DocumentLine) => boolean): DocumentLine | undefined => {
    const at = standing.findIndex(matches)
    return at < 0 ? undefined : standing.splice(at, 1)[0]
  }
  const open = wanted.filter((line) => !take((one) => isSame(one, line)))
  const rows = open.map((line): LineChange => {
    const row = take((one) => isOfProduct(one, line) && one.mk_row_id !== undefined)?.mk_row_id
    const body: ProductLine = toProductLine(line)
    return row === undefined ? body : { ...body, discount: '0', mk_row_id: row }
  })
  const surplus = standing.map(({ mk_row_id }): LineChange => {
    if (mk_row_id === undefined) throw new ErpRefusedError('MetaKocka does not tell the id of a line.')
    return { mk_row_id, mark_delete: 'true' }
  })
  return [...rows, ...surplus]
}

/** As far as the document shows its party: contacts and regions it does not. */
const isParty = (shown: Document['partner'], party: Party): boolean => {
  if (!shown) return false
  const { customer, post_number, place, tax_id_number, country } = toPartnerBody(party)
  return (
    samePlain(shown.customer, customer) &&
    samePlain(shown.street, cut(streetOf(party), 150)) &&
    samePlain(shown.post_number, post_number) &&
    samePlain(shown.place, place) &&
    (shown.country_iso_2 === undefined || shown.country_iso_2 === country) &&
    samePlain(shown.tax_id_number, tax_id_number)
  )
}

/** Changes of sales orders that stand. What follows from an order, a bill or a packing list, would not change with it. */
export const createOrderChanges = (
  client: MetakockaClient,
): Pick<Erp, 'changeSalesOrder' | 'setSalesOrderStatus' | 'hasParties'> => {
  const read = async (mkId: string, options?: PortOptions): Promise<Document> => {
    const body = {
      doc_type: 'sales_order',
      doc_id: mkId,
      show_tax_factor: 'true',
      show_product_detail: 'true',
    } as const
    const document = await client.findDocument(body, options)
    if (!document) throw new ErpRefusedError(`MetaKocka has no sales order ${mkId}.`, { mkId })
    return document
  }

  const readOpen = async (mkId: string, options?: PortOptions): Promise<Document> => {
    const document = await read(mkId, options)
    const following = [...billsOf(document), ...packingListsOf(document)]
    if (following.length > 0) throw new ErpDocumentLockedError(following.map(({ countCode }) => countCode))
    return document
  }

  return {
    async changeSalesOrder({ mkId, lines, payer, recipient, standingRecipient }, options) {
      const document = await readOpen(mkId, options)
      const changes = lines ? toLineChanges(document.product_list, lines) : []
      const isDiscounted = lines !== undefined && !amount(document.discount_value ?? 0).isZero()
      const isAnotherPayer = payer !== undefined && !isParty(document.partner, payer)
      const isAnotherRecipient = recipient && !isParty(document.receiver ?? document.partner, recipient)
      const receiver =
        isAnotherPayer && !document.receiver ? (recipient ?? standingRecipient) : isAnotherRecipient && recipient
      const changed = {
        ...(changes.length === 0 ? {} : { product_add: changes }),
        ...(isDiscounted ? { discount_value: '0' } : {}),
        ...(isAnotherPayer ? { partner: toPartnerBody(payer) } : {}),
        ...(receiver ? { receiver: toPartnerBody(receiver) } : {}),
      }
      if (Object.keys(changed).length === 0) return
      await client.updateDocument({ doc_type: 'sales_order', mk_id: mkId, ...changed }, options).catch(rethrowRefusal)
    },

    async setSalesOrderStatus(mkId, status, options) {
      await readOpen(mkId, options)
      const body = { doc_type: 'sales_order', mk_id: mkId, status_code: status } as const
      await client.changeDocumentStatus(body, options).catch(rethrowRefusal)
    },

    async hasParties(mkId, { payer, recipient }, options) {
      const { partner, receiver = partner } = await read(mkId, options)
      return { payer: isParty(partner, payer), recipient: isParty(receiver, recipient) }
    },
  }
}
