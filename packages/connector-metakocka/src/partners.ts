import type { MetakockaClient, Partner } from '@pretok/client-metakocka'
import { cut, type PartnerRef, type Party, type PortOptions, partyName } from '@pretok/domain'
import { RemoteShapeError } from '@pretok/kernel'
import { isSameAddress, samePlain, streetOf } from './address.ts'
import { toPartnerBody } from './to-partner.ts'

const taxDigits = (text: string | undefined): string => (text ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '')

/** Slovene numbers are kept with or without their `SI`. */
const isSameTaxNumber = (a: string | undefined, b: string | undefined): boolean =>
  taxDigits(a).replace(/^SI/, '') === taxDigits(b).replace(/^SI/, '')

const addressOf = (party: Party, partner: Partner): PartnerRef | undefined => {
  const address = partner.partner_delivery_address_list.find((one) => isSameAddress(party, one))
  return address && { partnerId: partner.mk_id, addressId: address.mk_id }
}

/** Whoever has a tax number is found by it; everybody else by e-mail (or name) together with name and address. */
export const createPartnerBinder = (client: MetakockaClient) => {
  const findSame = async (party: Party, options: PortOptions): Promise<Partner[]> => {
    const { vatNumber, email } = party
    if (vatNumber !== undefined) {
      const found = await client.findPartners({ partner_tax_number: vatNumber }, options)
      return found.filter((partner) => isSameTaxNumber(partner.tax_id_number, vatNumber))
    }
    const name = cut(partyName(party), 100)
    const found = await client.findPartners(
      email === undefined ? { partner_name: name } : { partner_email: email },
      options,
    )
    return found.filter((partner) => samePlain(partner.customer, name) && addressOf(party, partner))
  }

  /** A business has one partner with all its addresses, so that its number stands in the ERP once. */
  const addAddress = async (party: Party, partner: Partner, options: PortOptions): Promise<PartnerRef> => {
    const { street, post_number, place, country } = toPartnerBody(party)
    const answer = await client.updatePartner(
      {
        partner: {
          mk_id: partner.mk_id,
          partner_delivery_address_list: [{ address_type: 'Račun', street, post_number, city: place, country }],
        },
      },
      options,
    )
    const updated = answer.partner_list.find(({ mk_id }) => mk_id === partner.mk_id)
    const ref = updated && addressOf(party, updated)
    if (!ref)
      throw new RemoteShapeError('MetaKocka added an address but does not show it', {
        field: 'partner_delivery_address_list',
      })
    return ref
  }

  const add = async (party: Party, options: PortOptions): Promise<PartnerRef> => {
    const answer = await client.addPartner({ partner: { ...toPartnerBody(party), buyer: 'true' } }, options)
    const [only] = answer.mk_address_id_list
    const address = answer.mk_address_id_list.find(({ street }) => samePlain(street, cut(streetOf(party), 150))) ?? only
    if (!address)
      throw new RemoteShapeError('MetaKocka added a partner without an address', { field: 'mk_address_id_list' })
    return { partnerId: answer.mk_id, addressId: address.mk_id }
  }

  return {
    async ensure(party: Party, options: PortOptions = {}): Promise<PartnerRef> {
      const same = await findSame(party, options)
      for (const partner of same) {
        const ref = addressOf(party, partner)
        if (ref) return ref
      }
      const [known] = same
      return known ? addAddress(party, known, options) : add(party, options)
    },
  }
}
