import {
  Combination,
  type PrestashopClient,
  type Product,
  ProductFeatureValue,
  ProductSupplier,
  ResourceNotPermittedError,
  SpecificPrice,
} from '@pretok/client-prestashop'
import type { PortOptions } from '@pretok/domain'
import { groupBy, orNothing } from './related.ts'
import { type Tried, tolerant } from './tolerant.ts'

/** Everything that belongs to the products of one page, by the product or the record's own id. */
export interface ProductRelated {
  combinations: ReadonlyMap<string, Tried<Combination>[]>
  /** Those of all products under `everyProduct`. `undefined`: the key may not read them. */
  specificPrices: ReadonlyMap<string, Tried<SpecificPrice>[]> | undefined
  suppliers: ReadonlyMap<string, Tried<ProductSupplier>[]>
  featureValues: ReadonlyMap<string, Tried<ProductFeatureValue>>
}

/** The product that catalogue price rules without conditions name. */
export const everyProduct = '0'

const readIfPermitted = async <Row>(rows: Promise<Row[]>): Promise<Row[] | undefined> => {
  try {
    return await rows
  } catch (error) {
    if (error instanceof ResourceNotPermittedError) return undefined
    throw error
  }
}

/** Reads what belongs to a page of products: four requests, however many products. */
export const readProductRelated = async (
  client: PrestashopClient,
  products: readonly Product[],
  options: PortOptions,
): Promise<ProductRelated> => {
  const ids = products.map(({ id }) => id)
  const features = products.flatMap(({ associations }) => associations.product_features)
  const [combinations, specificPrices, suppliers, featureValues] = await Promise.all([
    client.listByIds('combinations', tolerant(Combination), 'id_product', ids, {}, options),
    readIfPermitted(
      client.listByIds(
        'specific_prices',
        tolerant(SpecificPrice),
        'id_product',
        ids.length === 0 ? [] : [everyProduct, ...ids],
        {},
        options,
      ),
    ),
    orNothing(client.listByIds('product_suppliers', tolerant(ProductSupplier), 'id_product', ids, {}, options), {
      canDoWithout: true,
    }),
    // Not kept like the other lists: values that were typed in are as many as products, and new with every saving.
    client.listByIds(
      'product_feature_values',
      tolerant(ProductFeatureValue),
      'id',
      features.map(({ id_feature_value }) => id_feature_value),
      {},
      options,
    ),
  ])
  return {
    combinations: groupBy(combinations, ({ raw }) => raw['id_product']),
    specificPrices: specificPrices && groupBy(specificPrices, ({ raw }) => raw['id_product']),
    suppliers: groupBy(suppliers, ({ raw }) => raw['id_product']),
    featureValues: new Map(featureValues.map((one) => [one.id, one])),
  }
}
