import { z } from 'zod'

/**
 * How a row of the store's stock stands:
 * - `same`: it holds what it is to hold
 * - `write`: it holds something else
 * - `refused`: the store would not write it
 * - `unsettled`: it changed again after every try
 * - the rest is never written: `unread`: its product was not read yet; `unmatched`: the ERP has no such active product;
 *   `quarantined`: it is doubtful which product it is; `not-stocked`: services and virtual products; `kept-by-store`;
 *   `other-shop`; `sum`: follows from the combinations; `gone`: the store has it no more
 */
export const StockVerdict = z.enum([
  'same',
  'write',
  'refused',
  'unsettled',
  'unread',
  'unmatched',
  'quarantined',
  'not-stocked',
  'kept-by-store',
  'other-shop',
  'sum',
  'gone',
])
export type StockVerdict = z.output<typeof StockVerdict>

/** What made somebody look at a row. */
export const StockTrigger = z.enum(['erp-webhook', 'store-webhook', 'orders', 'delta', 'full', 'by-hand', 'race'])
export type StockTrigger = z.output<typeof StockTrigger>
