import type { Tax, TaxRule, TaxRuleGroup } from '@pretok/client-prestashop'
import { amount, sum } from '@pretok/domain'

/** What the first of several taxes says of the others. */
const addUp = 1
const oneOnTop = 2

const isEverywhere = ({ id_state, zipcode_from, zipcode_to }: TaxRule): boolean =>
  id_state === undefined && [zipcode_from, zipcode_to].every((code) => code === '' || code === '0')

/** A rule without a tax says that nothing is taxed; one of a tax that is gone or switched off says nothing. */
const rateOf = ({ id_tax }: TaxRule, taxes: ReadonlyMap<string, Tax>): string | undefined => {
  if (id_tax === undefined) return '0'
  const tax = taxes.get(id_tax)
  return tax?.active && !tax.deleted ? tax.rate : undefined
}

const combine = (rules: readonly TaxRule[], taxes: ReadonlyMap<string, Tax>): string | undefined => {
  const [first] = rules
  if (!first) return undefined
  const counted = first.behavior === addUp || first.behavior === oneOnTop ? rules : [first]
  const rates = counted.map((rule) => rateOf(rule, taxes)).filter((rate) => rate !== undefined)
  if (rates.length < counted.length) return undefined
  if (first.behavior !== oneOnTop) return sum(rates).toFixed()
  const factor = rates.reduce((product, rate) => product.times(amount(rate).div(100).plus(1)), amount(1))
  return factor.minus(1).times(100).toFixed()
}

/**
 * The rate of each group of tax rules where the shop is at home; `undefined` for a group that is switched off, deleted, or says
 * nothing of home. Rules for single regions and postcodes of it are left aside.
 *
 * @param rules those of the home country
 * @param shop `isTaxed`: whether it taxes anything at all
 */
export const toHomeRates = (
  groups: readonly TaxRuleGroup[],
  rules: readonly TaxRule[],
  taxes: ReadonlyMap<string, Tax>,
  shop: { isTaxed: boolean },
): ReadonlyMap<string, string | undefined> => {
  const byGroup = Map.groupBy(rules.filter(isEverywhere), (rule) => rule.id_tax_rules_group)
  return new Map(
    groups.map(({ id, active, deleted }) => {
      if (!shop.isTaxed) return [id, '0']
      return [id, active && !deleted ? combine(byGroup.get(id) ?? [], taxes) : undefined]
    }),
  )
}
