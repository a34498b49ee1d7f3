import { randomBytes } from 'node:crypto'
import { createConnection, type Database } from '@pretok/db'
import { ConnectionId, ConnectionSettings } from '@pretok/domain'
import { defineJob, defineQueue } from '@pretok/jobs'
import { createSecretBox } from '@pretok/kernel'
import { z } from 'zod'

/** A queue whose only job does nothing: what is measured is the way there and back. */
export const defineParcels = (name: string) =>
  defineQueue(name, {
    'send-parcel': defineJob({
      payload: z.object({ connectionId: ConnectionId, parcel: z.string() }),
      key: ({ parcel }) => parcel,
      attempts: 3,
      backoffMs: 1_000,
      maxBackoffMs: 10_000,
      timeoutMs: 30_000,
      sides: ['store'],
    }),
  })

const box = createSecretBox(`bench:${randomBytes(32).toString('base64')}`)

export const addConnections = async (database: Database, count: number): Promise<ConnectionId[]> => {
  const ids: ConnectionId[] = []
  for (let n = 0; n < count; n += 1) {
    const { id } = await createConnection(database.db, box, {
      name: `Bench ${n}`,
      storeUrl: 'https://shop.example',
      storeKey: 'key',
      erpBaseUrl: 'https://erp.example',
      erpCompanyId: '16',
      erpSecretKey: 'key',
      settings: ConnectionSettings.parse({}),
    })
    ids.push(ConnectionId.parse(id))
  }
  return ids
}
