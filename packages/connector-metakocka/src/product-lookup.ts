import type { MetakockaClient, Product, ProductListBody } from '@pretok/client-metakocka'
import type { PortOptions } from '@pretok/domain'

/**
 * All products with exactly this code, inactive ones too. Which cases and blanks MetaKocka takes for equal is not documented, so what
 * it finds is compared once more, character by character.
 */
export const findProductsByCode = async (
  client: MetakockaClient,
  code: string,
  switches: Pick<
    ProductListBody,
    'return_pricelist' | 'show_tax_factor' | 'return_category' | 'return_product_compound'
  >,
  options?: PortOptions,
): Promise<Product[]> => {
  // An empty code would be no filter.
  if (code === '') return []
  const { product_list } = await client.productList({ ...switches, code }, options)
  return product_list.filter((product) => product.code === code)
}
