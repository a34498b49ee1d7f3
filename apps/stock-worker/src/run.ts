import type { Database, Tx } from '@pretok/db'
import type { ConnectionId, ConnectionSettings, Erp, Store } from '@pretok/domain'
import type { Logger } from '@pretok/kernel'
import type { SaleWarehouse } from './warehouses.ts'

/** What everything that is done about a connection's stock works with. */
export interface Run {
  connectionId: ConnectionId
  database: Database
  store: Store
  erp: Erp
  settings: ConnectionSettings
  /** The warehouses whose stock is for sale, by their ids. */
  warehouses: ReadonlyMap<string, SaleWarehouse>
  /** A row that changed again after every try is tried again so much later, when the rush is over. Default 60 s. */
  unsettledAfterMs?: number | undefined
  signal: AbortSignal
  log: Logger
  commit<T>(write: (tx: Tx) => Promise<T>): Promise<T>
}
