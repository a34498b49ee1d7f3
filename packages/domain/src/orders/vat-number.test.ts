import { describe, expect, it } from 'vitest'
import { readVatNumber } from './vat-number.ts'

const at = (countryCode: string, postcode = '1000') => ({ countryCode, postcode })

describe('readVatNumber', () => {
  it.each([
    ['AT', 'U12345678'],
    ['BE', '0123456789'],
    ['BG', '123456789'],
    ['CY', '12345678X'],
    ['CZ', '12345678'],
    ['DE', '123456789'],
    ['DK', '12345678'],
    ['EE', '123456789'],
    ['EL', '123456789'],
    ['ES', 'B12345678'],
    ['FI', '12345678'],
    ['FR', 'XX123456789'],
    ['HR', '12345678901'],
    ['HU', '12345678'],
    ['IE', '1234567WA'],
    ['IT', '12345678901'],
    ['LT', '123456789012'],
    ['LU', '12345678'],
    ['LV', '12345678901'],
    ['MT', '12345678'],
    ['NL', '123456789B01'],
    ['PL', '1234567890'],
    ['PT', '123456789'],
    ['RO', '12'],
    ['SE', '123456789001'],
    ['SI', '12345679'],
    ['SK', '1234567890'],
    ['XI', '123456789'],
  ])('knows the form of %s, wherever its owner lives', (country, digits) => {
    const text = `${country}${digits}`
    for (const place of [at('SI'), at('US'), at(country)]) {
      expect(readVatNumber(text, place)).toEqual({ form: 'valid', country, text })
    }
    expect(readVatNumber(`${text}12345678901234`, at(country)).form).toBe('invalid')
  })

  it.each([
    ['si 123.456-79', at('SI'), { form: 'valid', country: 'SI', text: 'SI12345679' }],
    ['ATU 1234 5678', at('SI'), { form: 'valid', country: 'AT', text: 'ATU12345678' }],
    ['123456789', at('DE'), { form: 'valid', country: 'DE', text: 'DE123456789' }],
    ['123456789', at('GR'), { form: 'valid', country: 'EL', text: 'EL123456789' }],
    ['GR123456789', at('GR'), { form: 'valid', country: 'EL', text: 'EL123456789' }],
    ['123456789', at('GB', 'BT7 1NN'), { form: 'valid', country: 'XI', text: 'XI123456789' }],
    ['12345679', at('SI'), { form: 'valid', country: 'SI', text: '12345679' }],
  ] as const)('reads %s on an address in %o', (written, place, expected) => {
    expect(readVatNumber(written, place)).toEqual(expected)
  })

  it.each(['SI12345679', 'SI50000004', '11111119', 'SI10000020'])(
    'accepts the Slovenian number %s, whose last digit checks the others',
    (written) => expect(readVatNumber(written, at('SI')).form).toBe('valid'),
  )

  it.each(['SI12345678', '12345678', 'SI1234567', 'SI01234567', 'SI10000071', '5123456000', 'nimam', '0000'])(
    'takes %s for no Slovenian number',
    (written) => expect(readVatNumber(written, at('SI')).form).toBe('invalid'),
  )

  it('judges no number of a country outside the EU', () => {
    expect(readVatNumber('CHE-123.456.789 MWST', at('CH'))).toEqual({
      form: 'unknown',
      country: 'CH',
      text: 'CHE123456789MWST',
    })
    expect(readVatNumber('12-3456789', at('US')).form).toBe('unknown')
    expect(readVatNumber('GB123456789', at('GB', 'SW1A 1AA')).form).toBe('unknown')
  })
})
