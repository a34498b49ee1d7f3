import type { Party } from '@pretok/domain'
import { describe, expect, it } from 'vitest'
import { isSameAddress } from './address.ts'
import { textsCutOff, toPartnerBody } from './to-partner.ts'

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
  it('takes the owner of a number that names its country for a taxpayer, company or not', () => {
    const flags = (vatNumber: string) => {
      const { business_entity, taxpayer } = toPartnerBody({ ...ana, vatNumber })
      return [business_entity, taxpayer]
    }
    expect(flags('ATU12345678')).toEqual(['false', 'true'])
    expect(flags('12345679')).toEqual(['false', 'false'])
  })
  it('writes Northern Ireland as MetaKocka wants it', () => {
    const country = (postcode: string) => toPartnerBody({ ...ana, countryCode: 'GB', postcode })
    expect(country('bt7 1nn')).toMatchObject({ country: 'XI', foreign_county: 'true' })
    expect(country('B7 1NN')).toMatchObject({ country: 'GB', foreign_county: 'true' })
  })
  it('trap 26: takes a company name without a number for a private buyer', () => {
    expect(toPartnerBody({ ...ana, company: 'My Company' })).toMatchObject({
      customer: 'My Company',
      business_entity: 'false',
    })
  })
  it('trap 39: keeps every field within its length', () => {
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

describe('textsCutOff', () => {
  it('trap 39: are what has no room, whole', () => {
    const [company, street] = ['Podjetje '.repeat(12).trim(), '😀'.repeat(151)]
    expect(textsCutOff({ ...ana, company, street, street2: undefined, city: 'x'.repeat(100) } as Party)).toEqual([
      company,
      street,
    ])
    expect(textsCutOff(ana)).toEqual([])
  })
})
