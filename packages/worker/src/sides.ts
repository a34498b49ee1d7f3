import type { ConnectionSettings, Erp, PlannedCall, Store } from '@pretok/domain'

/** Both ends of a connection, ready to be called, and what its operator decided. */
export interface Sides {
  store: Store
  erp: Erp
  settings: ConnectionSettings
  /** The same ERP, which answers reads and only pretends to do what it is told. `planned` is what it was told, in order. */
  pretend(): { erp: Erp; planned: readonly PlannedCall[] }
}

/** Opens a connection's sides; secrets are read anew when the connection was changed. */
export type OpenSides = (connectionId: string) => Promise<Sides>
