import { createConnection, type Tx } from '@pretok/db'
import { ConnectionId, ConnectionSettings } from '@pretok/domain'
import { defineJob, defineQueue } from '@pretok/jobs'
import { createSecretBox } from '@pretok/kernel'
import { z } from 'zod'
import type { Handler } from '../handler.ts'

/** A queue for tests: its jobs are about nothing, and its waits are short. */
export const defineParcels = (name: string, timeoutMs = 2_000) =>
  defineQueue(name, {
    'send-parcel': defineJob({
      payload: z.object({ connectionId: ConnectionId, parcel: z.string() }),
      key: ({ connectionId, parcel }) => `${connectionId}/${parcel}`,
      attempts: 3,
      backoffMs: 1,
      maxBackoffMs: 5,
      timeoutMs,
      sides: ['store'],
    }),
  })

export type Parcels = ReturnType<typeof defineParcels>
export type SendParcel = Handler<Parcels, 'send-parcel'>

const box = createSecretBox(`test:${Buffer.alloc(32).toString('base64')}`)

export const addConnection = async (db: Tx): Promise<ConnectionId> => {
  const { id } = await createConnection(db, box, {
    name: 'Trgovina',
    storeUrl: 'https://shop.example',
    storeKey: 'store-key',
    erpBaseUrl: 'https://erp.example',
    erpCompanyId: '16',
    erpSecretKey: 'erp-key',
    settings: ConnectionSettings.parse({}),
  })
  return ConnectionId.parse(id)
}
