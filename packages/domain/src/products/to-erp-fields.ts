import { cut } from '../cut.ts'
import { amount, type DecimalText } from '../money.ts'
import { isBarcode } from './barcode.ts'
import type { ErpProductFields } from './erp-product.ts'
import { fit, itemName, longestProductName, textIn } from './item-name.ts'
import { toPlainText } from './plain-text.ts'
import type { ProductSettings } from './product-settings.ts'
import type { LocalText, StoreItem } from './store-item.ts'
import { toPrices } from './to-prices.ts'

/** Characters of a description that MetaKocka keeps. */
const longestDescription = 700

/** Whether nothing is sent by a parcel, so that the ERP has it as a service. */
export const isService = ({ kind }: Pick<StoreItem, 'kind'>): boolean => kind === 'virtual'

const toName = (
  item: StoreItem,
  { attributes }: ProductSettings,
  language: string,
  longest = longestProductName,
): string =>
  attributes === 'columns' ? cut(textIn(item.names, language, item), longest) : itemName(item, longest, language)

/** Whether the name is longer than MetaKocka keeps. */
export const isNameCut = (item: StoreItem, settings: ProductSettings): boolean =>
  toName(item, settings, item.language, Number.POSITIVE_INFINITY) !== toName(item, settings, item.language)

const cutWithEllipsis = (text: string, longest: number): string =>
  cut(text, longest) === text ? text : `${cut(text, longest - 1)}…`

/** Texts of the language itself only: a description in another one would be shown as this one's. */
const toDescription = (item: StoreItem, { features }: ProductSettings, language: string): string => {
  const texts = [item.summaries, item.descriptions].map((text) => toPlainText(text[language] ?? ''))
  const body = [...new Set(texts)].filter(Boolean).join('\n\n')
  const below = features === 'description' ? propertiesIn(item.features, language, item) : new Map()
  const lines = [...below].map(([name, value]) => `${name}: ${value}`).join('\n')
  return fit(body, body && lines ? `\n\n${lines}` : lines, longestDescription, cutWithEllipsis)
}

/** Values by name; several of one name are joined. */
const propertiesIn = (properties: StoreItem['features'], language: string, item: StoreItem): Map<string, string> => {
  const values = new Map<string, string>()
  for (const { name, value } of properties) {
    const [key, text] = [textIn(name, language, item), textIn(value, language, item)]
    if (key && text) values.set(key, [values.get(key), text].filter(Boolean).join(', '))
  }
  return values
}

const toTranslations = (item: StoreItem, settings: ProductSettings): ErpProductFields['translations'] => {
  const textsOf = (texts: readonly LocalText[], toText: (language: string) => string): LocalText => {
    const languages = new Set(texts.flatMap((text) => Object.keys(text)))
    languages.delete(item.language)
    const told = [...languages].sort().map((language) => [language, toText(language)] as const)
    return Object.fromEntries(told.filter(([, text]) => text !== ''))
  }
  const names = textsOf([item.names], (language) => toName(item, settings, language))
  const descriptions = textsOf([item.summaries, item.descriptions], (language) =>
    toDescription(item, settings, language),
  )
  return Object.keys(names).length + Object.keys(descriptions).length === 0 ? undefined : { names, descriptions }
}

const toExtraColumns = (
  item: StoreItem,
  { attributes, features, columns }: ProductSettings,
): ErpProductFields['extraColumns'] => {
  const { manufacturer, supplierReference } = columns
  const all = {
    ...Object.fromEntries(features === 'columns' ? propertiesIn(item.features, item.language, item) : []),
    ...Object.fromEntries(attributes === 'name' ? [] : propertiesIn(item.attributes, item.language, item)),
    ...(manufacturer !== undefined && item.manufacturer && { [manufacturer]: item.manufacturer }),
    ...(supplierReference !== undefined && item.supplierReference && { [supplierReference]: item.supplierReference }),
  }
  return Object.keys(all).length === 0 ? undefined : all
}

const toImages = ({ images }: StoreItem, settings: ProductSettings): string[] => {
  const count = { none: 0, cover: 1, all: images.length }[settings.images]
  return images.slice(0, count)
}

const isPositive = (value: DecimalText): boolean => amount(value).gt(0)

/**
 * Everything that was entered in the store and has a place in the ERP. What the store does not tell is absent.
 *
 * @param now decides which special prices apply
 * @param contents of a pack that becomes a compound, by the ERP's ids
 */
export const toErpFields = (
  item: StoreItem,
  settings: ProductSettings,
  now: Date,
  contents?: ErpProductFields['contents'],
): ErpProductFields => {
  const { ean13, weight, width, height, depth, minimalQuantity } = item
  const name = toName(item, settings, item.language)
  const description = toDescription(item, settings, item.language)
  const translations = toTranslations(item, settings)
  const prices = toPrices(item, settings, now)
  const categories = item.categories.filter((path) => path.length > 0)
  const extraColumns = toExtraColumns(item, settings)
  const images = toImages(item, settings)
  return {
    ...(name && { name }),
    ...(description && { description }),
    ...(translations && { translations }),
    ...(isBarcode(ean13) && { barcode: ean13 }),
    ...(isPositive(weight) && { weight }),
    ...([width, height, depth].some(isPositive) && { size: { width, height, depth } }),
    ...(minimalQuantity > 1 && { minimalQuantity: String(minimalQuantity) }),
    ...(prices && { prices }),
    ...(categories.length > 0 && { categories }),
    ...(extraColumns && { extraColumns }),
    ...(images.length > 0 && { images }),
    ...(becomesCompound(item, settings) && contents?.length && { contents }),
  }
}

/** Whether a pack is to hold products in the ERP. */
export const becomesCompound = (item: StoreItem, { packs }: ProductSettings): boolean =>
  packs === 'compound' && item.kind === 'pack' && item.pack.length > 0
