import type { Difference } from './compare-document.ts'

/** More than these would bury the ones that matter; all of them stand in the details. */
const mostTold = 5

type Words = Record<
  'total' | 'currency' | 'quantity' | 'amount' | 'base' | 'tax' | 'lines' | 'vat' | 'missing' | 'extra',
  string
>

const english: Words = {
  total: 'total',
  currency: 'currency',
  quantity: 'quantity',
  amount: 'amount',
  base: 'total without VAT',
  tax: 'VAT',
  lines: 'the lines',
  vat: 'VAT',
  missing: 'is missing',
  extra: 'was not ordered',
}

const slovene: Words = {
  total: 'skupaj',
  currency: 'valuta',
  quantity: 'količina',
  amount: 'znesek',
  base: 'skupaj brez DDV',
  tax: 'DDV',
  lines: 'postavke',
  vat: 'DDV',
  missing: 'manjka',
  extra: 'ni v naročilu',
}

const describe = (words: Words, insteadOf: string, { what, code, taxRate, erp, proven }: Difference): string => {
  const sides = `${erp} ${insteadOf} ${proven}`
  if (what === 'tax') return `${words.tax} ${taxRate} %: ${sides}`
  if (what !== 'quantity' && what !== 'amount') return `${words[what]} ${sides}`
  const line = `${code ?? words.lines}${taxRate === undefined ? '' : ` (${words.vat} ${taxRate} %)`}`
  if (what === 'quantity' && erp === '0') return `${line} ${words.missing}`
  if (what === 'quantity' && proven === '0') return `${line} ${words.extra}`
  return `${line}: ${words[what]} ${sides}`
}

/** What is different, the ERP's side first, in English and Slovene; without a full stop. */
export const describeDifferences = (differences: readonly Difference[]): readonly [en: string, sl: string] => {
  const more = differences.length - mostTold
  const tell = (words: Words, insteadOf: string, andMore: string): string =>
    [
      ...differences.slice(0, mostTold).map((difference) => describe(words, insteadOf, difference)),
      ...(more > 0 ? [andMore.replace('#', String(more))] : []),
    ].join('; ')
  return [tell(english, 'instead of', 'and # more'), tell(slovene, 'namesto', 'in še #')]
}
