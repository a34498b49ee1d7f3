import { randomBytes } from 'node:crypto'
import { ConnectionSettings } from '@pretok/domain'
import { createSecretBox, type SecretBox } from '@pretok/kernel'
import { createTestDatabase } from '@pretok/testing'
import type { NewConnection } from '../connections.ts'
import { openDatabase } from '../database.ts'
import { migrate } from '../migrate.ts'

/** A migrated database of one's own. */
export const openTestDatabase = async () => {
  const { url, drop } = await createTestDatabase({ migrate })
  const { db, listen, close } = openDatabase({ url, applicationName: 'test' })
  return {
    db,
    listen,
    close: async () => {
      await close()
      await drop()
    },
  }
}

export const testBox = (): SecretBox => createSecretBox(`test:${randomBytes(32).toString('base64')}`)

export const newConnection: NewConnection = {
  name: 'Trgovina',
  storeUrl: 'https://shop.example',
  storeKey: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ123456',
  erpBaseUrl: 'https://main.metakocka.si',
  erpCompanyId: '16',
  erpSecretKey: 'erp-secret-5f2a',
  settings: ConnectionSettings.parse({}),
}
