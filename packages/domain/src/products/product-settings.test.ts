import { describe, expect, it } from 'vitest'
import { ProductSettings } from './product-settings.ts'

const complaintsOf = (given: object) =>
  ProductSettings.safeParse(given).error?.issues.map(({ path, message }) => [path.join('.'), message])

describe('ProductSettings', () => {
  it('works untouched, and writes over nothing', () => {
    expect(Object.values(ProductSettings.parse({}).owners)).not.toContain('store')
  })

  it.each([
    ['owned prices without a price list', { owners: { prices: 'store' } }, 'priceList', 'owners.prices'],
    ['special prices without a price list', { specialPrices: true }, 'priceList', 'specialPrices'],
    [
      'one column for two things',
      { columns: { manufacturer: 'X', supplierReference: ' X ' } },
      'columns.supplierReference',
      'one of its own',
    ],
    ['a column without a name', { columns: { manufacturer: ' ' } }, 'columns.manufacturer', ''],
  ])('refuses %s', (_name, given, path, words) => {
    expect(complaintsOf(given)).toEqual([[path, expect.stringContaining(words)]])
  })

  it('takes them with what they need', () => {
    const whole = { owners: { prices: 'store' }, specialPrices: true, priceList: 'WEB' }
    expect(complaintsOf({ ...whole, columns: { manufacturer: 'A', supplierReference: 'B' } })).toBeUndefined()
  })
})
