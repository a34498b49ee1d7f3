import { createMetakockaClient, defaultConcurrency as erpConcurrency } from '@pretok/client-metakocka'
import { createPrestashopClient, defaultConcurrency as storeConcurrency } from '@pretok/client-prestashop'
import { createMetakockaErp } from '@pretok/connector-metakocka'
import { createPrestashopStore } from '@pretok/connector-prestashop'
import { type Database, getConnection, openConnectionSecrets } from '@pretok/db'
import { createTransport, type Transport } from '@pretok/http'
import type { Logger, SecretBox } from '@pretok/kernel'
import type { OpenSides, Sides } from './sides.ts'

interface Opened {
  sides: Sides
  updatedAt: number
  transports: Transport[]
}

export interface SidesOptions {
  database: Database
  box: SecretBox
  allowPrivateNetworks: boolean
  erpWriteTimeoutMs: number
  log: Logger
}

/** Each connection has lanes of its own towards both systems, so that a slow shop holds up nobody else. */
export const createSides = (options: SidesOptions): { open: OpenSides; close: () => Promise<void> } => {
  const { database, box, allowPrivateNetworks, erpWriteTimeoutMs, log } = options
  const opened = new Map<string, Opened>()

  const lane = (concurrency: number) => createTransport({ concurrency, allowPrivateNetworks })
  const closeAll = (transports: readonly Transport[]) => Promise.all(transports.map((transport) => transport.close()))

  const open: OpenSides = async (connectionId) => {
    const connection = await getConnection(database.db, connectionId)
    const updatedAt = connection.updatedAt.getTime()
    const known = opened.get(connectionId)
    if (known?.updatedAt === updatedAt) return known.sides

    const { storeKey, erpSecretKey } = openConnectionSecrets(box, connection)
    const [toStore, toErp] = [lane(storeConcurrency), lane(erpConcurrency)]
    const client = createPrestashopClient({
      url: connection.storeUrl,
      key: storeKey,
      transport: toStore,
      onNoise: ({ call, text }) =>
        log.warn({ connectionId, call, characters: text.length }, 'the shop printed text before an answer'),
    })
    const erp = createMetakockaClient({
      baseUrl: connection.erpBaseUrl,
      companyId: connection.erpCompanyId,
      secretKey: erpSecretKey,
      transport: toErp,
      writeTimeoutMs: erpWriteTimeoutMs,
    })
    const sides: Sides = {
      store: createPrestashopStore({ client }),
      erp: createMetakockaErp(erp),
      settings: connection.settings,
    }
    opened.set(connectionId, { sides, updatedAt, transports: [toStore, toErp] })
    // Calls that are under way on the old lanes end in peace.
    if (known) closeAll(known.transports).catch((err) => log.warn({ err, connectionId }, 'closing old lanes failed'))
    return sides
  }

  return {
    open,
    close: async () => {
      await Promise.all([...opened.values()].map(({ transports }) => closeAll(transports)))
    },
  }
}
