import { createHash } from 'node:crypto'
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
import { type BindingContext, type Ensure, ensureBindings } from './ensure-bindings.ts'

/** What a document refers to in the ERP: it must stand there before the document is sent. */
export type Prepared = { ok: true; payer: PartnerRef; recipient: PartnerRef } | { ok: false; reason: Reason }

export interface PrepareContext extends BindingContext {
  erp: Erp
  settings: OrderSettings
}

/** The key holds names and addresses; its hash does not. */
const partnerKey = (party: Party): string => createHash('sha256').update(partyKey(party)).digest('hex')

const partner =
  (party: Party, { erp }: PrepareContext): Ensure =>
  async (signal) => {
    const { partnerId, addressId } = await erp.ensurePartner(party, { signal })
    return { erpId: partnerId, data: { addressId } }
  }

const product =
  ({ code, name, kind }: SalesOrderLine, { erp, settings }: PrepareContext): Ensure =>
  async (signal) => {
    const service = kind !== 'product'
    const mayCreate = service ? settings.services.create : settings.unknownProducts === 'create'
    const erpId = mayCreate
      ? await erp.ensureProduct({ code, name, service, unit: settings.unit }, { signal })
      : await erp.findProduct(code, { signal })
    return erpId === undefined ? undefined : { erpId, data: {} }
  }

/** Sees to it that the partners and products of a document stand in the ERP, each created at most once. */
export const prepare = async ({ lines, payer, recipient }: SalesOrder, context: PrepareContext): Promise<Prepared> => {
  const wantedProducts = new Map(lines.map((line) => [line.code, product(line, context)]))
  const products = await ensureBindings(context, 'product', wantedProducts)
  const codes = [...wantedProducts.keys()].filter((code) => !products.has(code))
  if (codes.length > 0) return { ok: false, reason: orderReasons.productUnknown({ codes }) }

  const wantedPartners = new Map([payer, recipient].map((party) => [partnerKey(party), partner(party, context)]))
  const partners = await ensureBindings(context, 'partner', wantedPartners)
  const refOf = (party: Party): PartnerRef => {
    const bound = partners.get(partnerKey(party))
    if (!bound) throw new Error('a partner was neither found nor created')
    return { partnerId: bound.erpId, addressId: String(bound.data['addressId']) }
  }
  return { ok: true, payer: refOf(payer), recipient: refOf(recipient) }
}
