import {
  type Document,
  type MetakockaClient,
  MetakockaDuplicateError,
  MetakockaInvalidValueError,
  MetakockaProductsNotFoundError,
  MetakockaRefusal,
} from '@pretok/client-metakocka'
import {
  type Erp,
  type ErpDocument,
  ErpDuplicateError,
  ErpPaymentTypeError,
  ErpProductUnknownError,
  ErpRefusedError,
} from '@pretok/domain'
import { RemoteOutcomeUnknownError } from '@pretok/kernel'
import { cut } from './address.ts'
import { createPartnerBinder } from './partners.ts'
import { toSalesOrderBody } from './to-sales-order-body.ts'

/** Refusals of a document in the domain's words. Whatever is not about the document itself passes unchanged. */
const toErpError = (error: unknown): unknown => {
  if (error instanceof MetakockaDuplicateError) {
    const documents = error.documents.map(({ mk_id, count_code = '' }) => ({ mkId: mk_id, countCode: count_code }))
    return new ErpDuplicateError(error.message, documents, { cause: error })
  }
  if (error instanceof MetakockaProductsNotFoundError) {
    return new ErpProductUnknownError(error.message, error.products, { cause: error })
  }
  if (error instanceof MetakockaInvalidValueError && error.parameter === 'payment_type') {
    return new ErpPaymentTypeError(error.message, error.validValues, { cause: error })
  }
  if (error instanceof MetakockaRefusal && error.retry === 'never') {
    return new ErpRefusedError(error.refusal.text, { oprCode: error.refusal.oprCode }, { cause: error })
  }
  return error
}

const toErpDocument = ({ mk_id, count_code, buyer_order, sum_all, currency_code }: Document): ErpDocument => ({
  mkId: mk_id,
  countCode: count_code ?? '',
  ...(buyer_order === undefined ? {} : { buyerOrder: buyer_order }),
  // A sum of zero is left out.
  total: sum_all ?? '0',
  ...(currency_code === undefined ? {} : { currency: currency_code }),
})

/** The port `Erp` on a MetaKocka company. */
export const createMetakockaErp = (client: MetakockaClient): Erp => {
  const partners = createPartnerBinder(client)

  const findProduct: Erp['findProduct'] = async (code, options) => {
    const { product_list } = await client.productList({ code }, options)
    return product_list.find((product) => product.code === code)?.mk_id
  }

  return {
    async findSalesOrders(buyerOrder, options) {
      const shown = await client.findDocument({ doc_type: 'sales_order', buyer_order: buyerOrder }, options)
      if (!shown) return []
      const found = new Map([[shown.mk_id, shown]])
      // One is shown where several may stand: only a search lists them all.
      const query_advance = [{ type: 'customer_order', value: buyerOrder }]
      const query = { doc_type: 'sales_order', result_type: 'doc', query_advance } as const
      for await (const document of client.searchAll(query, options)) {
        if (document.buyer_order === buyerOrder) found.set(document.mk_id, document)
      }
      return [...found.values()].map(toErpDocument)
    },

    async bookSalesOrder(order, refs, options) {
      const { mk_id, count_code, total_price } = await client
        .putDocument(toSalesOrderBody(order, refs), options)
        .catch((error: unknown) => {
          throw toErpError(error)
        })
      if (total_price === undefined) {
        throw new RemoteOutcomeUnknownError('MetaKocka booked the order without saying its total: look it up', {
          mk_id,
        })
      }
      const { buyerOrder, currency } = order
      return { mkId: mk_id, countCode: count_code ?? '', buyerOrder, total: total_price, currency }
    },

    ensurePartner: (party, options) => partners.ensure(party, options),

    findProduct,

    async ensureProduct(product, options) {
      const known = await findProduct(product.code, options)
      if (known !== undefined) return known
      const { code, name, service, unit } = product
      const answer = await client.productAdd(
        { count_code: code, code, name: cut(name, 200), unit, service: service ? 'true' : 'false', sales: 'true' },
        options,
      )
      return answer.mk_id
    },
  }
}
