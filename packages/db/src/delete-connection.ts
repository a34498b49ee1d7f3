import { eq, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { connections } from './schema.ts'

/** What goes with a connection. */
export interface DeletionFacts {
  name: string
  orders: number
  /** Orders of which a call to the ERP is out, or whose outcome is unknown: nobody looks it up any more. */
  unsettledOrders: number
  syncs: number
  /** Partners and products of the ERP that the connection knows to be the store's. */
  bindings: number
  /** Products and combinations of the store. */
  products: number
}

/** @throws {NotFoundError} */
export const describeDeletion = async (tx: Tx, id: string): Promise<DeletionFacts> => {
  const { rows } = await tx.execute<
    Record<'name' | 'orders' | 'unsettled' | 'syncs' | 'bindings' | 'products', string>
  >(sql`
    select name,
      (select count(*) from orders where connection_id = c.id) as orders,
      (select count(*) from orders where connection_id = c.id and state in ('sending', 'in_doubt')) as unsettled,
      (select count(*) from syncs where connection_id = c.id) as syncs,
      (select count(*) from bindings where connection_id = c.id) as bindings,
      (select count(*) from store_items where connection_id = c.id) as products
    from connections c where id = ${id}`)
  const [row] = rows
  if (!row) throw new NotFoundError('connection', id)
  const { name, orders, unsettled, syncs, bindings, products } = row
  return {
    name,
    orders: Number(orders),
    unsettledOrders: Number(unsettled),
    syncs: Number(syncs),
    bindings: Number(bindings),
    products: Number(products),
  }
}

/**
 * Deletes a connection with everything that is kept of it, save the audit log. Nothing is called over there. A hundred thousand orders
 * with six events each took a second.
 *
 * @throws {NotFoundError}
 */
export const deleteConnection = async (tx: Tx, id: string): Promise<void> => {
  const { rowCount } = await tx.delete(connections).where(eq(connections.id, id))
  if (rowCount !== 1) throw new NotFoundError('connection', id)
}
