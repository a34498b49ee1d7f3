import { createHash } from 'node:crypto'
import { partnerKey } from '@pretok/db'
import {
  type Erp,
  ErpProductAmbiguousError,
  type OrderSettings,
  orderReasons,
  type PartnerRef,
  type Party,
  type Reason,
  type SalesOrder,
  type SalesOrderLine,
} from '@pretok/domain'
import type { BindAll, Ensure, Wanted } from '@pretok/worker'

/** What a document refers to in the ERP: it must stand there before the document is sent. */
export type Prepared = { ok: true; payer: PartnerRef; recipient: PartnerRef } | { ok: false; reason: Reason }

export interface PrepareContext {
  erp: Erp
  settings: OrderSettings
  /** Finds what is bound already, and makes the rest. */
  bindAll: BindAll
}

const toLock = (vatNumber: string): string =>
  createHash('sha256')
    .update(`firm:${vatNumber.toUpperCase().replace(/[^A-Z0-9]|^SI/g, '')}`)
    .digest('hex')

/** A firm is one partner with all its addresses, so whoever looks for one of them looks for all. */
const firmLock = ({ vatNumber }: Party): Pick<Wanted, 'lock'> =>
  vatNumber === undefined ? {} : { lock: toLock(vatNumber) }

const partner = (party: Party, { erp }: PrepareContext): Wanted => ({
  ...firmLock(party),
  ensure: async (options) => {
    const { partnerId, addressId } = await erp.ensurePartner(party, options)
    return { erpId: partnerId, data: { addressId } }
  },
})

const product =
  ({ code, name, kind }: SalesOrderLine, { erp, settings }: PrepareContext): Ensure =>
  async (options) => {
    const service = kind !== 'product'
    const mayCreate = service ? settings.services.create : settings.unknownProducts === 'create'
    const erpId = mayCreate
      ? await erp.ensureProduct({ code, name, service, unit: settings.unit }, options)
      : await erp.findProduct(code, options)
    return erpId === undefined ? undefined : { erpId, data: {} }
  }

/** Why the products of a document cannot be referred to, if so. */
export const prepareProducts = async (
  lines: readonly SalesOrderLine[],
  context: PrepareContext,
): Promise<Reason | undefined> => {
  const wanted = new Map(lines.map((line) => [line.code, { ensure: product(line, context) }]))
  try {
    const products = await context.bindAll('product', wanted)
    const codes = [...wanted.keys()].filter((code) => !products.has(code))
    return codes.length > 0 ? orderReasons.productUnknown({ codes }) : undefined
  } catch (error) {
    if (error instanceof ErpProductAmbiguousError) {
      return orderReasons.productAmbiguous({ productCode: error.productCode })
    }
    throw error
  }
}

/** Sees to it that the partners and products of a document stand in the ERP, each created at most once. */
export const prepare = async ({ lines, payer, recipient }: SalesOrder, context: PrepareContext): Promise<Prepared> => {
  const reason = await prepareProducts(lines, context)
  if (reason) return { ok: false, reason }

  const wantedPartners = new Map([payer, recipient].map((party) => [partnerKey(party), partner(party, context)]))
  const partners = await context.bindAll('partner', wantedPartners)
  const refOf = (party: Party): PartnerRef => {
    const bound = partners.get(partnerKey(party))
    if (!bound) throw new Error('a partner was neither found nor created')
    return { partnerId: bound.erpId, addressId: String(bound.data['addressId']) }
  }
  return { ok: true, payer: refOf(payer), recipient: refOf(recipient) }
}
