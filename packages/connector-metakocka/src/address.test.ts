import type { Party } from '@pretok/domain'
import { describe, expect, it } from 'vitest'
import { cut, isSameAddress } from './address.ts'
import { toPartnerBody } from './to-partner.ts'

const ana: Party = {
  firstName: 'Ana',
  lastName: 'Novak',
  street: 'Slovenska cesta 1',
  street2: '2. nadstropje',
  postcode: '1000',
  city: 'Ljubljana',
  countryCode: 'SI',
  email: 'ana@buyer.example',
  mobile: '041 111 222',
}

describe('cut', () => {
  it('leaves short texts alone', () => {
    expect(cut('Ana', 3)).toBe('Ana')
  })
  it('ends at a word where that costs little', () => {
    expect(cut('Podjetje za proizvodnjo čevljev', 28)).toBe('Podjetje za proizvodnjo')
  })
  it('cuts a word that is nearly everything', () => {
    expect(cut('a bcdefghijklmnop', 10)).toBe('a bcdefghi')
  })
  it('does not tear an emoji apart', () => {
    expect(cut('😀😀😀', 2)).toBe('😀😀')
  })
})

describe('isSameAddress', () => {
  it('overlooks case, commas and blanks', () => {
    const address = { street: 'slovenska cesta 1 2. nadstropje', post_number: ' 1000', city: 'LJUBLJANA' }
    expect(isSameAddress(ana, address)).toBe(true)
  })
  it('tells house numbers apart', () => {
    expect(
      isSameAddress(
        { ...ana, street: 'Slovenska cesta 11' },
        { street: 'Slovenska cesta 1, 2. nadstropje', post_number: '1000', city: 'Ljubljana' },
      ),
    ).toBe(false)
  })
})

describe('toPartnerBody', () => {
  it('makes a private person', () => {
    expect(toPartnerBody(ana)).toEqual({
      customer: 'Ana Novak',
      street: 'Slovenska cesta 1, 2. nadstropje',
      post_number: '1000',
      place: 'Ljubljana',
      country: 'SI',
      business_entity: 'false',
      taxpayer: 'false',
      foreign_county: 'false',
      partner_contact: { name: 'Ana Novak', email: 'ana@buyer.example', gsm: '041 111 222' },
    })
  })
  it('makes a foreign company with its number', () => {
    const gmbh = toPartnerBody({ ...ana, company: 'Müller & Söhne GmbH', vatNumber: 'DE123456789', countryCode: 'DE' })
    expect(gmbh).toMatchObject({
      customer: 'Müller & Söhne GmbH',
      business_entity: 'true',
      taxpayer: 'true',
      foreign_county: 'true',
      tax_id_number: 'DE123456789',
      partner_contact: { name: 'Ana Novak' },
    })
  })
  it('takes a company name without a number for a private buyer', () => {
    expect(toPartnerBody({ ...ana, company: 'My Company' })).toMatchObject({
      customer: 'My Company',
      business_entity: 'false',
    })
  })
  it('keeps every field within its length', () => {
    const long = 'x'.repeat(400)
    const body = toPartnerBody({
      ...ana,
      company: long,
      street: long,
      city: long,
      postcode: long,
      region: long,
      vatNumber: long,
    })
    expect(
      [body.customer, body.street, body.place, body.post_number, body.province, body.tax_id_number].map(
        (text) => text?.length,
      ),
    ).toEqual([100, 150, 100, 20, 50, 50])
  })
})
