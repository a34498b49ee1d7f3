import type { ConnectionSettings, Erp, Store } from '@pretok/domain'

/** Both ends of a connection, ready to be called, and what its operator decided. */
export interface Sides {
  store: Store
  erp: Erp
  settings: ConnectionSettings
}

/** Opens a connection's sides; secrets are read anew when the connection was changed. */
export type OpenSides = (connectionId: string) => Promise<Sides>
