import { createMetakockaClient, defaultConcurrency as erpConcurrency } from '@pretok/client-metakocka'
import { createPrestashopClient, defaultConcurrency as storeConcurrency } from '@pretok/client-prestashop'
import { createDryRun, createMetakockaErp } from '@pretok/connector-metakocka'
import { createPrestashopStore } from '@pretok/connector-prestashop'
import { type CircuitWait, type Database, getConnection, openConnectionSecrets } from '@pretok/db'
import { createTransport, type Transport } from '@pretok/http'
import type { Side } from '@pretok/jobs'
import type { Logger, SecretBox } from '@pretok/kernel'
import type { OpenSides, Sides } from './sides.ts'
import { type SideWatch, watchSide } from './watch-side.ts'

interface Lane {
  side: Side
  transport: Transport
  watch: SideWatch
}

interface Opened {
  sides: Sides
  updatedAt: number
  lanes: Lane[]
}

export interface SidesOptions {
  database: Database
  box: SecretBox
  allowPrivateNetworks: boolean
  erpWriteTimeoutMs: number
  log: Logger
  /** How long a side that is out of order is left alone. Default 15 s, doubling up to 15 min. */
  circuitWait?: CircuitWait | undefined
}

/**
 * Each connection has lanes of its own towards both systems, so that a slow shop holds up nobody else. When a connection is changed, old
 * lanes are not closed: work that is under way has more calls to make on them. Idle, they let go of their sockets by themselves.
 */
export const createSides = (options: SidesOptions): { open: OpenSides; close: () => Promise<void> } => {
  const { database, box, allowPrivateNetworks, erpWriteTimeoutMs, log, circuitWait } = options
  const opened = new Map<string, Opened>()

  const openLane = (connectionId: string, side: Side, concurrency: number): Lane => {
    const watch = watchSide({ db: database.db, connectionId, side, log, circuitWait })
    return { side, watch, transport: createTransport({ concurrency, allowPrivateNetworks, onCall: watch.onCall }) }
  }
  const closeAll = (lanes: readonly Lane[]) => Promise.all(lanes.map(({ transport }) => transport.close()))

  const open: OpenSides = async (connectionId) => {
    const connection = await getConnection(database.db, connectionId)
    const updatedAt = connection.updatedAt.getTime()
    const tellWatches = (lanes: readonly Lane[]) => {
      for (const { side, watch } of lanes) watch.know(connection.circuits.some((circuit) => circuit.side === side))
    }
    const known = opened.get(connectionId)
    // Two may read around a change: what was read before it does not take the place of what was read after it.
    if (known && known.updatedAt >= updatedAt) {
      tellWatches(known.lanes)
      return known.sides
    }

    const { storeKey, erpSecretKey } = openConnectionSecrets(box, connection)
    const toStore = openLane(connectionId, 'store', storeConcurrency)
    const toErp = openLane(connectionId, 'erp', erpConcurrency)
    tellWatches([toStore, toErp])
    const client = createPrestashopClient({
      url: connection.storeUrl,
      key: storeKey,
      auth: connection.storeAuth,
      transport: toStore.transport,
      onNoise: ({ call, text }) =>
        log.warn({ connectionId, call, characters: text.length }, 'the shop printed text before an answer'),
    })
    const openErp = (transport: Transport) =>
      createMetakockaErp(
        createMetakockaClient({
          baseUrl: connection.erpBaseUrl,
          companyId: connection.erpCompanyId,
          secretKey: erpSecretKey,
          transport,
          writeTimeoutMs: erpWriteTimeoutMs,
        }),
      )
    const sides: Sides = {
      store: createPrestashopStore({ client }),
      erp: openErp(toErp.transport),
      settings: connection.settings,
      pretend: () => {
        const { transport, planned } = createDryRun(toErp.transport)
        return { erp: openErp(transport), planned }
      },
    }
    opened.set(connectionId, { sides, updatedAt, lanes: [toStore, toErp] })
    return sides
  }

  return {
    open,
    close: async () => {
      await Promise.all([...opened.values()].map(({ lanes }) => closeAll(lanes)))
    },
  }
}
