/** Rows by id, in the order in which they were first put. Rows are never changed in place: put a new one. */
export interface Table<T> {
  get(id: string): T | undefined
  all(): T[]
  entries(): Iterable<[string, T]>
  put(id: string, row: T): void
  remove(id: string): void
  /** Takes a row from the journal, without reporting it as a change. */
  load(id: string, row: T | undefined): void
  /** Keeps rows findable by a key of theirs; call it before rows come in. */
  indexBy(keyOf: (row: T) => string | undefined): (key: string) => T[]
}

interface Index<T> {
  keyOf: (row: T) => string | undefined
  ids: Map<string, Set<string>>
}

export const createTable = <T>(onChange: (id: string, row: T | undefined) => void): Table<T> => {
  const rows = new Map<string, T>()
  const indexes: Index<T>[] = []

  const load = (id: string, row: T | undefined): void => {
    const before = rows.get(id)
    for (const { keyOf, ids } of indexes) {
      const oldKey = before === undefined ? undefined : keyOf(before)
      const newKey = row === undefined ? undefined : keyOf(row)
      if (oldKey !== undefined && oldKey !== newKey) ids.get(oldKey)?.delete(id)
      if (newKey !== undefined) ids.set(newKey, (ids.get(newKey) ?? new Set()).add(id))
    }
    if (row === undefined) rows.delete(id)
    else rows.set(id, row)
  }

  return {
    get: (id) => rows.get(id),
    all: () => [...rows.values()],
    entries: () => rows.entries(),
    put(id, row) {
      load(id, row)
      onChange(id, row)
    },
    remove(id) {
      load(id, undefined)
      onChange(id, undefined)
    },
    load,
    indexBy(keyOf) {
      const ids: Index<T>['ids'] = new Map()
      indexes.push({ keyOf, ids })
      return (key) => [...(ids.get(key) ?? [])].flatMap((id) => rows.get(id) ?? [])
    },
  }
}
