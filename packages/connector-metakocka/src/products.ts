import type { MetakockaClient, Product } from '@pretok/client-metakocka'
import { ErpProductUnknownError, type PortOptions, type ProductErp } from '@pretok/domain'
import { findProductsByCode } from './product-lookup.ts'
import { rethrowRefusal } from './to-erp-error.ts'
import { toErpProduct } from './to-erp-product.ts'
import { toProductAddBody, toProductUpdateBody } from './to-product-body.ts'

/** Without a filter inactive products come as well. */
const everything = {
  return_pricelist: 'true',
  show_tax_factor: 'true',
  return_category: 'true',
  return_product_compound: 'true',
} as const

/** The catalogue of a MetaKocka company. */
export const createCatalogue = (client: MetakockaClient): ProductErp => {
  /** One client has seen MetaKocka pass over the filter `mk_id`, so what comes is looked through. */
  const getStanding = async (mkId: string, options?: PortOptions): Promise<Product> => {
    const asked = { mk_id: mkId, return_pricelist: 'true', return_product_compound: 'true' } as const
    for await (const page of client.productPages(asked, options)) {
      const found = page.find(({ mk_id }) => mk_id === mkId)
      if (found) return found
    }
    throw new ErpProductUnknownError('MetaKocka lists no product with this id', [mkId])
  }

  return {
    async *readProducts(options) {
      for await (const page of client.productPages(everything, options)) yield page.map(toErpProduct)
    },

    async findProducts(code, options) {
      return (await findProductsByCode(client, code, everything, options)).map(toErpProduct)
    },

    async createProduct(product, options) {
      return (await client.productAdd(toProductAddBody(product), options).catch(rethrowRefusal)).mk_id
    },

    async changeProduct(change, options) {
      const { mkId, fields } = change
      const standing = fields.prices || fields.contents ? await getStanding(mkId, options) : undefined
      await client.productUpdate(toProductUpdateBody(change, standing), options).catch(rethrowRefusal)
    },
  }
}
