import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { storeItems } from './schema.ts'

const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

/** Whether a text is the id of a product in the store, the beginning of its item's code, or a part of its name. */
export const matchesItem = (text: string, productId: SQLWrapper = storeItems.productId): SQL => sql`(
  ${productId} = ${text} or ${storeItems.code} ilike ${`${escaped(text)}%`}
  or ${storeItems.name} ilike ${`%${escaped(text)}%`})`
