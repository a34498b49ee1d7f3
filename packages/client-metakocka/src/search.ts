import { z } from 'zod'
import { Document } from './document.ts'
import type { DocumentSwitches, DocumentType } from './document-body.ts'
import { Count, envelope, type FlagText, listOf, maybe } from './fields.ts'
import { Product } from './product.ts'

/**
 * One page of hits. `result_all_records` is the total and is missing for complaints; `result_count` is sometimes the total too, so count
 * the rows. Products come in `result_product`.
 */
export const SearchAnswer = z.looseObject({
  ...envelope,
  result_all_records: maybe(Count),
  limit: maybe(Count),
  offset: maybe(Count),
  result: listOf(Document),
  result_product: listOf(Product),
})
export type SearchAnswer = z.output<typeof SearchAnswer>

/** A filter by type; which ones a document type takes stands in MetaKocka API, "search_examples". */
export interface SearchFilter {
  type: string
  value: string
}

/** Without `result_type` the hits are ids only. Sorted by `mk_id`. */
export interface SearchBody extends DocumentSwitches {
  doc_type: DocumentType | 'purchase_product'
  result_type?: 'doc'
  query?: string
  query_advance?: SearchFilter[]
  order_direction?: 'asc' | 'desc'
  show_status_code?: FlagText
  offset?: string
  /** At most 100. */
  limit?: string
}
