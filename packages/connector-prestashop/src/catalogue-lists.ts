import {
  anyOf,
  Category,
  type Combination,
  Configuration,
  equal,
  Language,
  type PrestashopClient,
  type Product,
  ProductFeature,
  ProductOption,
  ProductOptionValue,
  Tax,
  TaxRule,
  TaxRuleGroup,
} from '@pretok/client-prestashop'
import type { PortOptions } from '@pretok/domain'
import { RemoteShapeError } from '@pretok/kernel'
import { toHomeRates } from './catalogue-taxes.ts'
import { type KeptLists, keepLists } from './keep-lists.ts'
import { languageCodeOf } from './language-code.ts'
import { readAll } from './shop-lists.ts'
import { zoneOf } from './shop-time.ts'

/** What changes slowly in a shop and is needed for every product, by id. */
export interface CatalogueLists {
  timeZone: string
  /** ISO 639-1 of the languages in use, the default one first. */
  languages: ReadonlyMap<string, string>
  defaultLanguage: { id: string; code: string }
  /** What stands for everybody beside "all of them". */
  shopId: string | undefined
  currencyId: string | undefined
  countryId: string | undefined
  /** Percent at home of each group of tax rules; `undefined` where it cannot be told. */
  taxRates: ReadonlyMap<string, string | undefined>
  /** The rate of the ecotax itself. */
  ecotaxRate: string | undefined
  categories: ReadonlyMap<string, Category>
  features: ReadonlyMap<string, ProductFeature>
  options: ReadonlyMap<string, ProductOption>
  optionValues: ReadonlyMap<string, ProductOptionValue>
}

const settingNames = [
  'PS_TIMEZONE',
  'PS_LANG_DEFAULT',
  'PS_SHOP_DEFAULT',
  'PS_CURRENCY_DEFAULT',
  'PS_COUNTRY_DEFAULT',
  'PS_TAX',
  'PS_ECOTAX_TAX_RULES_GROUP_ID',
] as const

const readSettings = async (client: PrestashopClient, options: PortOptions) => {
  const rows = await client.list('configurations', Configuration, { filter: { name: anyOf(settingNames) } }, options)
  // In a multistore one setting has several rows; the one without a shop is what holds where a shop says nothing else.
  return (name: (typeof settingNames)[number]): string | undefined => {
    const all = rows.filter((one) => one.name === name)
    return (all.find(({ id_shop, id_shop_group }) => !id_shop && !id_shop_group) ?? all[0])?.value
  }
}

const readLists = async (client: PrestashopClient, options: PortOptions): Promise<CatalogueLists> => {
  const setting = await readSettings(client, options)
  const idIn = (name: (typeof settingNames)[number]): string | undefined => {
    const id = setting(name)
    return id === '' || id === '0' ? undefined : id
  }
  const countryId = idIn('PS_COUNTRY_DEFAULT')
  const [languages, categories, features, productOptions, optionValues, groups, rules, taxes] = await Promise.all([
    readAll(client, 'languages', Language, options),
    readAll(client, 'categories', Category, options),
    readAll(client, 'product_features', ProductFeature, options),
    readAll(client, 'product_options', ProductOption, options),
    readAll(client, 'product_option_values', ProductOptionValue, options),
    readAll(client, 'tax_rule_groups', TaxRuleGroup, options),
    countryId === undefined
      ? []
      : client.list('tax_rules', TaxRule, { filter: { id_country: equal(countryId) } }, options),
    readAll(client, 'taxes', Tax, options),
  ])

  const inUse = [...languages.values()].filter(({ active }) => active)
  const first = languages.get(idIn('PS_LANG_DEFAULT') ?? '') ?? inUse[0]
  if (!first) throw new RemoteShapeError('PrestaShop names no language', { field: 'languages' })
  const taxRates = toHomeRates([...groups.values()], rules, taxes, { isTaxed: setting('PS_TAX') !== '0' })
  const ecotaxGroupId = idIn('PS_ECOTAX_TAX_RULES_GROUP_ID')
  return {
    timeZone: zoneOf(setting('PS_TIMEZONE')),
    languages: new Map([first, ...inUse].map((one) => [one.id, languageCodeOf(one)])),
    defaultLanguage: { id: first.id, code: languageCodeOf(first) },
    shopId: idIn('PS_SHOP_DEFAULT'),
    currencyId: idIn('PS_CURRENCY_DEFAULT'),
    countryId,
    taxRates,
    ecotaxRate: ecotaxGroupId === undefined ? '0' : taxRates.get(ecotaxGroupId),
    categories,
    features,
    options: productOptions,
    optionValues,
  }
}

export const createCatalogueLists = (client: PrestashopClient, keepMs: number): KeptLists<CatalogueLists> =>
  keepLists((options) => readLists(client, options), keepMs)

/** What products name that the kept lists do not have, e.g. `categories 7`. */
export const findUnknownOfProducts = (
  products: readonly Product[],
  combinations: readonly Combination[],
  lists: CatalogueLists,
): string[] => {
  const named = {
    languages: products.flatMap(({ name }) => Object.keys(name.byId)),
    categories: products.flatMap((product) => [
      product.id_category_default,
      ...product.associations.categories.map(({ id }) => id),
    ]),
    taxRates: products.map((product) => product.id_tax_rules_group),
    features: products.flatMap(({ associations }) => associations.product_features.map(({ id }) => id)),
    optionValues: combinations.flatMap(({ associations }) => associations.product_option_values.map(({ id }) => id)),
  } satisfies Partial<Record<keyof CatalogueLists, (string | undefined)[]>>
  return Object.entries(named).flatMap(([list, ids]) =>
    ids.flatMap((id) => (id === undefined || lists[list as keyof typeof named].has(id) ? [] : `${list} ${id}`)),
  )
}
