import type { Category, Product, Translated } from '@pretok/client-prestashop'
import type { LocalText, StoreItem } from '@pretok/domain'
import type { CatalogueLists } from './catalogue-lists.ts'
import { clean } from './to-party.ts'

/** Lines are part of a description; other control characters come along when people paste. */
export const cleanHtml = (text: string): string => text.replace(/[^\P{Cc}\t\n\r]+/gu, ' ').trim()

/** A text in the languages in use, the default one first. */
export const toLocalText = (
  { byId, any }: Translated,
  { languages, defaultLanguage }: CatalogueLists,
  cleaned = clean,
): LocalText => {
  // A single language came.
  const texts = Object.keys(byId).length === 0 ? { [defaultLanguage.id]: any } : byId
  const local: Record<string, string> = {}
  for (const [id, code] of languages) {
    const text = cleaned(texts[id] ?? '')
    if (text !== '') local[code] ??= text
  }
  return local
}

/** From below the home category down. `undefined`: it is home or the root itself, or hangs on nothing that is known. */
const toPath = (categoryId: string, lists: CatalogueLists): string[] | undefined => {
  const names: string[] = []
  const passed = new Set<string>()
  for (let id: string | undefined = categoryId; ; ) {
    const category: Category | undefined = lists.categories.get(id ?? '')
    if (!category || passed.has(category.id)) return undefined
    if (category.is_root_category || category.id_parent === undefined) break
    passed.add(category.id)
    names.unshift(clean(category.name.byId[lists.defaultLanguage.id] || category.name.any))
    id = category.id_parent
  }
  return names.length === 0 ? undefined : names
}

export const toCategories = (
  { id_category_default, associations }: Product,
  lists: CatalogueLists,
): StoreItem['categories'] => {
  const ids = new Set([id_category_default, ...associations.categories.map(({ id }) => id)])
  return [...ids].flatMap((id) => {
    const path = id === undefined ? undefined : toPath(id, lists)
    return path ? [path] : []
  })
}
