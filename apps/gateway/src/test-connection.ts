import { diagnoseMetakocka, type MetakockaDiagnosis } from '@pretok/connector-metakocka'
import { diagnosePrestashop } from '@pretok/connector-prestashop'
import type { StoreAuth } from '@pretok/db'
import { type ConnectionSettings, worstStatus } from '@pretok/domain'
import type { ConnectionTest } from './resources/connection-test.ts'
import { toReproduction } from './resources/reproduction.ts'

/** A connection with its secrets in plain, stored or not. */
export interface TestedConnection {
  store: { url: string; key: string; auth?: StoreAuth | undefined }
  erp: { baseUrl: string; companyId: string; secretKey: string }
  settings: ConnectionSettings
  /** What transfers have shown of the ERP before. */
  seen?: MetakockaDiagnosis['seen']
}

/** Tests both sides of a connection, beside each other. Changes nothing over there; takes a minute at most. */
export const testConnection = async (
  { store: { auth = 'basic', ...store }, erp, settings, seen }: TestedConnection,
  allowPrivateNetworks: boolean,
): Promise<ConnectionTest> => {
  const startedAt = new Date()
  const [ofStore, ofErp] = await Promise.all([
    diagnosePrestashop({ ...store, auth, flows: settings.flows, allowPrivateNetworks }),
    diagnoseMetakocka({ ...erp, settings, allowPrivateNetworks, ...(seen && { seen }) }),
  ])
  const checks = [...ofStore, ...ofErp]
  return {
    status: worstStatus(checks),
    checks,
    testedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    reproduction: toReproduction({ storeUrl: store.url, storeAuth: auth }),
  }
}
