import { describe, expect, it } from 'vitest'
import { addressKey, type Party, partyKey, partyName } from './party.ts'

const ana: Party = {
  firstName: 'Špela',
  lastName: 'Žagar',
  street: 'Cesta v Rožno dolino 12',
  postcode: '1000',
  city: 'Ljubljana',
  countryCode: 'SI',
  email: 'spela@example.com',
}
const firm: Party = { ...ana, company: 'Čevljarstvo Žagar s.p.', vatNumber: 'SI12345679' }

describe('partyName', () => {
  it.each([
    ['the company where there is one', firm, 'Čevljarstvo Žagar s.p.'],
    ['else the person', ana, 'Špela Žagar'],
    ['even with one name', { ...ana, firstName: '' }, 'Žagar'],
    ['or none', { ...ana, firstName: '', lastName: '' }, ''],
  ])('is %s', (_, party, name) => {
    expect(partyName(party)).toBe(name)
  })
})

describe('partyKey', () => {
  const decomposed = (text: string): string => text.normalize('NFD')

  it.each<[string, Partial<Party>]>([
    [
      'in other case',
      { firstName: 'ŠPELA', lastName: 'žagar', email: 'Spela@Example.COM', city: 'LJUBLJANA', countryCode: 'si' },
    ],
    ['with other blanks', { firstName: ' Špela ', street: 'Cesta  v\tRožno\u00A0dolino 12 ', postcode: ' 1000' }],
    [
      'with accents as marks of their own',
      { firstName: decomposed('Špela'), lastName: decomposed('Žagar'), street: decomposed(ana.street) },
    ],
    ['with wide letters', { lastName: 'Ž\uFF41gar' }],
    ['with a second address line that is empty', { street2: '' }],
    ['with another telephone', { phone: '01 234 56 78', mobile: '041 234 567' }],
  ])('is the same for a person written %s', (_, written) => {
    expect(partyKey({ ...ana, ...written })).toBe(partyKey(ana))
  })

  it.each<[string, Partial<Party>]>([
    ['another street', { street: 'Cesta v Rožno dolino 13' }],
    ['another floor', { street2: '2. nadstropje' }],
    ['another postcode', { postcode: '1001' }],
    ['another city', { city: 'Ljubljana - Šentvid' }],
    ['another country', { countryCode: 'AT' }],
    ['another name', { firstName: 'Spela' }],
    ['another e-mail address', { email: 'zagar@example.com' }],
    ['a company', { company: 'Žagar d.o.o.' }],
  ])('differs for %s', (_, other) => {
    expect(partyKey({ ...ana, ...other })).not.toBe(partyKey(ana))
  })

  it('goes by the VAT number, whoever orders for the company', () => {
    const colleague = { ...firm, firstName: 'Janez', email: 'janez@example.com', company: 'CEVLJARSTVO ZAGAR' }
    expect(partyKey(colleague)).toBe(partyKey(firm))
    expect(partyKey({ ...firm, vatNumber: 'si12345679' })).toBe(partyKey(firm))
    expect(partyKey({ ...firm, vatNumber: 'SI98765432' })).not.toBe(partyKey(firm))
    expect(partyKey({ ...firm, street: 'Drugje 1' })).not.toBe(partyKey(firm))
  })

  it('does not take a VAT number for an e-mail address', () => {
    expect(partyKey({ ...ana, email: 'SI12345679' })).not.toBe(partyKey({ ...ana, vatNumber: 'SI12345679' }))
  })
})

describe('addressKey', () => {
  it('tells places apart, not people', () => {
    expect(addressKey(firm)).toBe(addressKey(ana))
    expect(addressKey({ ...ana, city: 'Maribor' })).not.toBe(addressKey(ana))
  })
})
