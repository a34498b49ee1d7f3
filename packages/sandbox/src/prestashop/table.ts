import type { Row } from './row.ts'

/** The rows of one resource, in the order the shop gives them unasked, with an index on their ids. */
export interface Table {
  readonly size: number
  /** All rows. */
  rows(): IterableIterator<Row>
  get(id: number): Row | undefined
  /** Adds a row at the end. Its id must be new. */
  insert(row: Row): void
  /** Puts another row in the place of the one with the same id, which must exist. */
  replace(row: Row): void
  remove(id: number): void
  /** A free id, above every id ever used. */
  nextId(): number
  /** The rows whose key is one of these, as they lie in the table. The index is built at the first use of its name. */
  lookUp(index: string, keyOf: (row: Row) => string, keys: readonly string[]): Row[]
  /** All rows in another order, remembered under that name until the next change. */
  ordered(name: string, sort: (rows: readonly Row[]) => readonly Row[]): readonly Row[]
}

interface Index {
  keyOf: (row: Row) => string
  ids: Map<string, Set<number>>
}

export const createTable = (initial: readonly Row[]): Table => {
  const byId = new Map(initial.map((row) => [row.id, row]))
  const indexes = new Map<string, Index>()
  const orders = new Map<string, readonly Row[]>()
  const positions = new Map(initial.map(({ id }, position) => [id, position]))
  let highestId = initial.reduce((highest, { id }) => Math.max(highest, id), 0)

  let lastPosition = initial.length
  const byPosition = (a: number, b: number): number => (positions.get(a) ?? 0) - (positions.get(b) ?? 0)

  const enter = ({ keyOf, ids }: Index, row: Row): void => {
    const key = keyOf(row)
    const entry = ids.get(key)
    if (entry === undefined) ids.set(key, new Set([row.id]))
    else entry.add(row.id)
  }

  const put = (row: Row): void => {
    const old = byId.get(row.id)
    for (const index of indexes.values()) {
      if (old !== undefined) index.ids.get(index.keyOf(old))?.delete(old.id)
      enter(index, row)
    }
    byId.set(row.id, row)
    if (old === undefined) positions.set(row.id, ++lastPosition)
    highestId = Math.max(highestId, row.id)
    orders.clear()
  }

  const indexOf = (name: string, keyOf: (row: Row) => string): Index => {
    const known = indexes.get(name)
    if (known !== undefined) return known
    const index = { keyOf, ids: new Map<string, Set<number>>() }
    for (const row of byId.values()) enter(index, row)
    indexes.set(name, index)
    return index
  }

  return {
    get size() {
      return byId.size
    },
    rows: () => byId.values(),
    get: (id) => byId.get(id),
    insert(row) {
      if (byId.has(row.id)) throw new Error(`There is a row ${row.id} already`)
      put(row)
    },
    replace(row) {
      if (!byId.has(row.id)) throw new Error(`There is no row ${row.id}`)
      put(row)
    },
    remove(id) {
      const old = byId.get(id)
      if (old === undefined) return
      for (const index of indexes.values()) index.ids.get(index.keyOf(old))?.delete(id)
      byId.delete(id)
      positions.delete(id)
      orders.clear()
    },
    nextId: () => highestId + 1,
    lookUp(name, keyOf, keys) {
      const { ids } = indexOf(name, keyOf)
      const found = new Set(keys.flatMap((key) => [...(ids.get(key) ?? [])]))
      return [...found].sort(byPosition).flatMap((id) => byId.get(id) ?? [])
    },
    ordered(name, sort) {
      const known = orders.get(name)
      if (known !== undefined) return known
      const rows = sort([...byId.values()])
      orders.set(name, rows)
      return rows
    },
  }
}
