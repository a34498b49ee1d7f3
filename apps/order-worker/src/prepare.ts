import { createHash } from 'node:crypto'
import type { Database } from '@pretok/db'
import {
  type Erp,
  type OrderSettings,
  orderReasons,
  type PartnerRef,
  type Party,
  partyKey,
  type Reason,
  type SalesOrder,
  type SalesOrderLine,
} from '@pretok/domain'
import { ensureBinding } from './ensure-binding.ts'

/** What a document refers to in the ERP: it must stand there before the document is sent. */
export type Prepared = { ok: true; payer: PartnerRef; recipient: PartnerRef } | { ok: false; reason: Reason }

export interface PrepareContext {
  database: Database
  connectionId: string
  erp: Erp
  settings: OrderSettings
  claimMs: number
  signal: AbortSignal
}

/** The key holds names and addresses; its hash does not. */
const partnerKey = (party: Party): string => createHash('sha256').update(partyKey(party)).digest('hex')

const ensurePartner = async (
  party: Party,
  { database, connectionId, erp, claimMs, signal }: PrepareContext,
): Promise<PartnerRef> => {
  const bound = await ensureBinding(database, {
    connectionId,
    kind: 'partner',
    key: partnerKey(party),
    claimMs,
    ensure: async () => {
      const { partnerId, addressId } = await erp.ensurePartner(party, { signal })
      return { erpId: partnerId, data: { addressId } }
    },
  })
  return { partnerId: bound.erpId, addressId: String(bound.data['addressId']) }
}

class Unknown extends Error {}

const mayCreate = (line: SalesOrderLine, settings: OrderSettings): boolean =>
  line.kind === 'product' ? settings.unknownProducts === 'create' : settings.services.create

/** @returns whether the product stands in the ERP afterwards */
const ensureProduct = async (line: SalesOrderLine, context: PrepareContext): Promise<boolean> => {
  const { database, connectionId, erp, settings, claimMs, signal } = context
  const { code, name, kind } = line
  try {
    await ensureBinding(database, {
      connectionId,
      kind: 'product',
      key: code,
      claimMs,
      ensure: async () => {
        const product = { code, name, service: kind !== 'product', unit: settings.unit }
        const erpId = mayCreate(line, settings)
          ? await erp.ensureProduct(product, { signal })
          : await erp.findProduct(code, { signal })
        if (erpId === undefined) throw new Unknown(code)
        return { erpId, data: {} }
      },
    })
    return true
  } catch (error) {
    if (error instanceof Unknown) return false
    throw error
  }
}

/** Sees to it that the partners and products of a document stand in the ERP, each created at most once. */
export const prepare = async (document: SalesOrder, context: PrepareContext): Promise<Prepared> => {
  const missing: string[] = []
  const lines = new Map(document.lines.map((line) => [line.code, line]))
  for (const [code, line] of lines) if (!(await ensureProduct(line, context))) missing.push(code)
  if (missing.length > 0) return { ok: false, reason: orderReasons.productUnknown({ codes: missing }) }
  return {
    ok: true,
    payer: await ensurePartner(document.payer, context),
    recipient: await ensurePartner(document.recipient, context),
  }
}
