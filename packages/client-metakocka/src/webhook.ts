import { z } from 'zod'
import { Id, listOf } from './fields.ts'

/** The one event that is documented: stock of a product was recalculated. @see MetaKocka API, "webhooks" */
export const stockUpdateEvent = 'warehouse_product_stock_update'

const Row = z.looseObject({ mk_id: Id.pipe(z.string().regex(/^\d{1,20}$/)) })
const Push = z.looseObject({ stock_list: listOf(z.unknown()) })

/**
 * The products that the body of a stock webhook names, each once, by `mk_id`. The body is shaped like an answer of
 * `warehouse_stock`; what in it cannot be read is passed over, as it is only a hint.
 */
export const findPushedProducts = (body: unknown): string[] => {
  const rows = Push.safeParse(body).data?.stock_list ?? []
  return [...new Set(rows.flatMap((row) => Row.safeParse(row).data?.mk_id ?? []))]
}
