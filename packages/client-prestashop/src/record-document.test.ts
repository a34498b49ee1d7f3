import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toRecordDocument, type XmlDocument } from './record-document.ts'
import { recordingOf } from './testing/recordings.ts'
import { parseXml } from './xml.ts'

const parse = (text: string): XmlDocument => {
  const root = parseXml(text)
  const document = root && toRecordDocument(root)
  if (!document) throw new Error('not a record')
  return document
}
const recorded = (name: string): XmlDocument => parse(recordingOf(name).response.body)

describe('a record document', () => {
  it('is written as it was read', () => {
    for (const name of ['put-stock-2-full', 'orders-06-xml', 'res-product-detail-xml']) {
      const text = recordingOf(name).response.body
      expect(parseXml(recorded(name).toString())).toEqual(parseXml(text))
    }
  })

  it('gives the text of its fields', () => {
    const stock = recorded('put-stock-2-full')
    expect([stock.get('id'), stock.get('quantity'), stock.get('location'), stock.get('nope')]).toEqual([
      '7',
      '150',
      '',
      undefined,
    ])
  })

  it('reads records with control characters and with brackets in CDATA', () => {
    const address = recorded('res-address-control-character-xml')
    expect(address.get('city')).toBe('Mengeš')
    expect(address.get('address2')).toBe('prilepljenoiz Excela')
    expect(address.get('other')).toBe('konec ]] cdata & "narekovaj"')
  })

  it('changes one field and nothing else', () => {
    const stock = recorded('put-stock-2-full')
    const before = stock.toString()
    stock.set('quantity', -3)
    expect(stock.toString()).toBe(before.replace('<quantity>150</quantity>', '<quantity>-3</quantity>'))
  })

  it('reads back any text it was given, save what XML cannot hold', () => {
    assert(
      property(string({ unit: 'grapheme' }), (value) => {
        const carrier = parse('<prestashop><order_carrier><tracking_number/></order_carrier></prestashop>')
        carrier.set('tracking_number', value)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold
        const legal = value.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
        expect(parse(carrier.toString()).get('tracking_number')).toBe(legal)
      }),
    )
  })

  it('drops fields', () => {
    const product = recorded('res-product-detail-xml')
    product.remove('associations')
    expect(product.get('associations')).toBeUndefined()
    expect(product.toString()).not.toContain('<associations')
    expect(product.get('reference')).toBeDefined()
  })

  it('refuses to set what the record does not have, and a field that holds others', () => {
    const product = recorded('res-product-detail-xml')
    expect(() => product.set('stock', 1)).toThrow('has no field stock')
    expect(() => product.set('name', 'Knjiga')).toThrow('not a plain field')
  })

  it('is one record', () => {
    const record = (text: string) => toRecordDocument(parseXml(text) ?? { name: '', attributes: {}, children: [] })
    expect(record('<prestashop></prestashop>')).toBeUndefined()
    expect(record('<prestashop><tax/><tax/></prestashop>')).toBeUndefined()
  })
})
