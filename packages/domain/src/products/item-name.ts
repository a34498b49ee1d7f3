import { cut } from '../cut.ts'
import { oneLine } from './plain-text.ts'
import type { ItemLabel } from './product-reasons.ts'
import type { LocalText, StoreItem } from './store-item.ts'

/** A text in a language; what is not told in it is as in the store's default one. */
export const textIn = (text: LocalText, language: string, item: StoreItem): string =>
  oneLine(text[language] || text[item.language] || '')

/** `Velikost: L, Barva: rdeča`. */
const attributesIn = (item: StoreItem, language: string): string =>
  item.attributes
    .map(({ name, value }) => `${textIn(name, language, item)}: ${textIn(value, language, item)}`)
    .join(', ')

/** Puts a text in front of its end; where it is too long, the text gives way first, as the end tells one from another. */
export const fit = (text: string, end: string, longest: number, shorten: (text: string, longest: number) => string) => {
  const room = longest - [...end].length
  return room > longest / 4 ? shorten(text, room) + end : shorten(text + end, longest)
}

/** Characters of a product's name that MetaKocka keeps. */
export const longestProductName = 200

/** The item's name in a language with what makes the combination: `Majica – Velikost: L, Barva: rdeča`; empty = it has none. */
export const itemName = (item: StoreItem, longest = longestProductName, language = item.language): string => {
  const name = textIn(item.names, language, item)
  const attributes = attributesIn(item, language)
  return name && fit(name, attributes && ` – ${attributes}`, longest, cut)
}

/** As people are told of it. */
export const labelOf = (item: StoreItem): ItemLabel => {
  const { productId, combinationId } = item
  return { name: itemName(item, 80) || '?', productId, ...(combinationId !== undefined && { combinationId }) }
}
