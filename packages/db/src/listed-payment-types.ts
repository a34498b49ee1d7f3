import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from './database.ts'

const Listed = z.array(z.string())

/**
 * The register of payment types as the ERP listed it when it last refused one for an order of a connection; `undefined` when no
 * such order is held any more.
 */
export const findListedPaymentTypes = async (tx: Tx, connectionId: string): Promise<readonly string[] | undefined> => {
  const { rows } = await tx.execute<{ valid: unknown }>(sql`
    select reason->'details'->'valid' as valid from orders
    where connection_id = ${connectionId} and state = 'held' and reason->>'code' = 'ERR_ORDER_PAYMENT_TYPE_UNKNOWN'
    order by updated_at desc limit 1`)
  return Listed.safeParse(rows[0]?.valid).data
}
