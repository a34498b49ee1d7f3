import type { Reason } from '../orders/order-state.ts'
import type { StoreItem } from '../products/store-item.ts'
import type { PortOptions } from './options.ts'

/** Where reading products goes on: by the time of their last change, or by id. Opaque to everybody but the store. */
export interface ProductCursor {
  /** The shop's own time text; absent when read by id. */
  changedAt?: string
  id?: string
}

export interface ProductQuery {
  /** `change`: in the order of their last change; `id`: all of them. */
  by: 'change' | 'id'
  /** After this; absent = from the beginning. */
  after?: ProductCursor
  /** Steps back this far before `after`, when read by change. */
  overlapSeconds?: number
  /** Products a page, at most. */
  limit: number
}

/** A product that could not be understood. */
export interface UnreadableProduct {
  productId: string
  /** As far as they could be read. */
  reference: string
  name: string
  reason: Reason
}

export interface ProductPage {
  /** Every product that was read, also without items. */
  productIds: string[]
  /** One for each product without combinations, and for each combination. */
  items: StoreItem[]
  unreadable: UnreadableProduct[]
  /** Where to go on; absent when everything was read. */
  next?: ProductCursor
  /** The last product of this page, to begin at next time; absent when the page is empty. */
  last?: ProductCursor
}

/** What a web shop tells of its catalogue. */
export interface ProductStore {
  /** Products, complete with everything that belongs to them; the number of requests does not grow with a page's products. */
  readProducts(query: ProductQuery, options?: PortOptions): Promise<ProductPage>
  /** The same for given ids; absent ones are left out. */
  readProductsById(ids: readonly string[], options?: PortOptions): Promise<ProductPage>
  /** Whether the store says for certain that there is no such product any more (404). */
  isProductGone(productId: string, options?: PortOptions): Promise<boolean>
}
