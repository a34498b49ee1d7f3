import { createHash } from 'node:crypto'
import type { Fields } from '../wire/fields.ts'

/** A category as it was sent: a name, or the names from the root down. */
export const pathOf = ({ category }: Fields): string[] => (Array.isArray(category) ? category : [category]).map(String)

/** Ten digits that are the same for the same path: the registry of categories is not kept. */
const toId = (path: readonly string[]): string =>
  `16${createHash('sha256').update(JSON.stringify(path)).digest().readUInt32BE() % 100_000_000}`.padEnd(10, '0')

/** The categories of one product as `category_tree_list`: where paths begin alike, they share their nodes. */
export const printCategoryTree = (paths: readonly string[][], above: readonly string[] = []): Fields[] => {
  const byName = Object.groupBy(
    paths.filter((path) => path.length > 0),
    ([name = '']) => name,
  )
  return Object.entries(byName).map(([name, under = []]) => {
    const path = [...above, name]
    const below = printCategoryTree(
      under.map(([, ...rest]) => rest),
      path,
    )
    return {
      tree_node_container: 'true',
      tree_node_id: toId(path),
      tree_node_label: name,
      ...(below.length > 0 ? { tree_node_list: below } : {}),
      tree_node_visible: 'true',
    }
  })
}
