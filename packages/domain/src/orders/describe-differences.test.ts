import { expect, it } from 'vitest'
import type { Difference } from './compare-document.ts'
import { describeDifferences } from './describe-differences.ts'

const told: [Difference, string, string][] = [
  [{ what: 'total', erp: '47.05', proven: '47.06' }, 'total 47.05 instead of 47.06', 'skupaj 47.05 namesto 47.06'],
  [{ what: 'currency', erp: 'USD', proven: 'EUR' }, 'currency USD instead of EUR', 'valuta USD namesto EUR'],
  [
    { what: 'base', erp: '1.00', proven: '2.00' },
    'total without VAT 1.00 instead of 2.00',
    'skupaj brez DDV 1.00 namesto 2.00',
  ],
  [
    { what: 'tax', taxRate: '9.5', erp: '1.00', proven: '2.00' },
    'VAT 9.5 %: 1.00 instead of 2.00',
    'DDV 9.5 %: 1.00 namesto 2.00',
  ],
  [
    { what: 'quantity', code: 'MED', taxRate: '9.5', erp: '3', proven: '2' },
    'MED (VAT 9.5 %): quantity 3 instead of 2',
    'MED (DDV 9.5 %): količina 3 namesto 2',
  ],
  [{ what: 'quantity', code: 'MED', erp: '0', proven: '2' }, 'MED is missing', 'MED manjka'],
  [{ what: 'quantity', code: 'HAT', erp: '1', proven: '0' }, 'HAT was not ordered', 'HAT ni v naročilu'],
  [
    { what: 'amount', taxRate: '22', erp: '1.00', proven: '2.00' },
    'the lines (VAT 22 %): amount 1.00 instead of 2.00',
    'postavke (DDV 22 %): znesek 1.00 namesto 2.00',
  ],
]

it.each(told)('says %j in both languages', (difference, english, slovene) => {
  expect(describeDifferences([difference])).toEqual([english, slovene])
})

it('tells the first five of many, and how many more there are', () => {
  const [english, slovene] = describeDifferences(told.map(([difference]) => difference))
  expect(english.split('; ')).toHaveLength(6)
  expect(english).toMatch(/; and 3 more$/)
  expect(slovene).toMatch(/; in še 3$/)
})
