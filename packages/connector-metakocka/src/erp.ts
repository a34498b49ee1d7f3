import type { MetakockaClient } from '@pretok/client-metakocka'
import { cut, type Erp, ErpProductAmbiguousError, longestProductName } from '@pretok/domain'
import { RemoteOutcomeUnknownError } from '@pretok/kernel'
import { createOrderChanges } from './change-sales-order.ts'
import { createComplaints } from './complaints.ts'
import { createCreditNotes } from './credit-notes.ts'
import { createPartnerBinder } from './partners.ts'
import { createPayments } from './payments.ts'
import { findProductsByCode } from './product-lookup.ts'
import { createCatalogue } from './products.ts'
import { createFactsReader } from './read-facts.ts'
import { createProgressReader } from './read-order-progress.ts'
import { createStockReader } from './stock.ts'
import { toErpDocument } from './to-erp-document.ts'
import { rethrowRefusal } from './to-erp-error.ts'
import { toProductAddBody } from './to-product-body.ts'
import { toSalesOrderBody } from './to-sales-order-body.ts'

/** The port `Erp` on a MetaKocka company. */
export const createMetakockaErp = (client: MetakockaClient): Erp => {
  const partners = createPartnerBinder(client)

  const findProduct: Erp['findProduct'] = async (code, options) => {
    const [product, another] = await findProductsByCode(client, code, {}, options)
    if (another) throw new ErpProductAmbiguousError(code)
    return product?.mk_id
  }

  return {
    async findSalesOrders(buyerOrder, options) {
      const wanted = { doc_type: 'sales_order', show_tax_factor: 'true' } as const
      const shown = await client.findDocument({ ...wanted, buyer_order: buyerOrder }, options)
      if (!shown) return []
      const found = new Map([[shown.mk_id, shown]])
      // One is shown where several may stand: only a search lists them all.
      const query_advance = [{ type: 'customer_order', value: buyerOrder }]
      const query = { ...wanted, result_type: 'doc', query_advance } as const
      for await (const document of client.searchAll(query, options)) {
        if (document.buyer_order === buyerOrder && !found.has(document.mk_id)) found.set(document.mk_id, document)
      }
      return [...found.values()].map(toErpDocument)
    },

    async bookSalesOrder(order, refs, options) {
      const { mk_id, count_code, total_price } = await client
        .putDocument(toSalesOrderBody(order, refs), options)
        .catch(rethrowRefusal)
      if (total_price === undefined) {
        throw new RemoteOutcomeUnknownError('MetaKocka booked the order without saying its total: look it up', {
          mk_id,
        })
      }
      const { buyerOrder, currency } = order
      return { mkId: mk_id, countCode: count_code ?? '', buyerOrder, total: total_price, currency }
    },

    ...createPayments(client),

    ...createOrderChanges(client),

    ...createCreditNotes(client),

    ...createComplaints(client),
    ...createCatalogue(client),
    ...createStockReader(client),

    ensurePartner: (party, options) => partners.ensure(party, options),

    findProduct,

    async ensureProduct(product, options) {
      const known = await findProduct(product.code, options)
      if (known !== undefined) return known
      const { code, name, service, unit } = product
      const fields = { name: cut(name, longestProductName) }
      return (await client.productAdd(toProductAddBody({ code, unit, isService: service, fields }), options)).mk_id
    },

    // A key has no rights of its own: one call is like another, and this one every order makes.
    check: async (options) => void (await client.productList({ limit: '1' }, options)),

    ...createFactsReader(client),

    ...createProgressReader(client),
  }
}
