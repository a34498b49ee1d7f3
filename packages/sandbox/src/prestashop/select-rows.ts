import { sortKey } from './comparison.ts'
import { createMatcher, type Filter, wantedTexts } from './filter.ts'
import { sqlCrash, sqlSyntaxComplaint, unknownColumnComplaint } from './php-messages.ts'
import type { Resource } from './resource.ts'
import { indexOrder, shopBound, unsortedBy } from './resource-table.ts'
import { fieldOf, isTranslated, type Row, textOf } from './row.ts'
import type { Selection, SortKey } from './selection.ts'
import { PhpCrash } from './webservice-error.ts'

/** Does what the database does with a selection. @throws {PhpCrash} what the database refuses */
export const selectRows = (
  resource: Resource,
  { filters, sort, limit }: Selection,
  languages: readonly string[],
  shopIds: readonly string[],
): Row[] => {
  refuseUnknownColumns(resource, filters, sort)
  const { offset, count } = limit ?? { offset: 0, count: Number.POSITIVE_INFINITY }
  const negative = [offset, count].find((bound) => bound < 0)
  if (negative !== undefined) throw new PhpCrash(sqlCrash(resource.name, sqlSyntaxComplaint(String(negative))))
  const matches = createMatcher(resource, filters, languages)
  const isVisible = shopBound.has(resource.name)
    ? (row: Row): boolean => shopIds.includes(textOf(fieldOf(row, 'id_shop')))
    : (): boolean => true
  const selected: Row[] = []
  let skipped = 0
  for (const row of candidates(resource, filters, sort, languages)) {
    if (selected.length >= count) break
    if (!isVisible(row) || !matches(row)) continue
    if (skipped < offset) skipped += 1
    else selected.push(row)
  }
  return selected
}

const refuseUnknownColumns = (resource: Resource, filters: readonly Filter[], sort: readonly SortKey[]): void => {
  const fields = resource.fields()
  if (fields.length === 0) return
  const inFilter = filters.find(({ field }) => !fields.includes(field))
  const inSort = sort.find(({ field }) => !fields.includes(field) || resource.isComputed(field))
  if (inFilter !== undefined) {
    throw new PhpCrash(sqlCrash(resource.name, unknownColumnComplaint(`main.${inFilter.field}`, 'WHERE')))
  }
  if (inSort !== undefined) {
    throw new PhpCrash(sqlCrash(resource.name, unknownColumnComplaint(inSort.field, 'ORDER BY')))
  }
}

/** Rows in the wanted order that may pass: those an index names, or all. */
const candidates = (
  resource: Resource,
  filters: readonly Filter[],
  sort: readonly SortKey[],
  languages: readonly string[],
): Iterable<Row> => {
  const order = sort.length > 0 ? sort : unaskedOrder(resource, filters)
  const indexed = filters.flatMap((filter) => {
    const texts = wantedTexts(filter)
    return texts === undefined || resource.isTranslated(filter.field) ? [] : [{ field: filter.field, texts }]
  })
  const best = indexed.find(({ field }) => field === 'id') ?? indexed[0]
  if (best !== undefined) {
    const rows = resource.findBy(best.field, best.texts)
    return order === undefined ? rows : sortRows(resource, rows, order, languages)
  }
  if (order === undefined) return resource.table.rows()
  const name = [...order.map(({ field, descending }) => `${field} ${descending}`), ...languages].join(' ')
  return resource.table.ordered(name, (rows) => sortRows(resource, rows, order, languages))
}

/** A list of ids is looked up in their order while it names less than this part of the rows, as far as was recorded. */
const lookUpShare = 1 / 8

/** By an index where the database is known to follow one, else `undefined`: as the rows lie in the table. */
const unaskedOrder = ({ name, table }: Resource, filters: readonly Filter[]): readonly SortKey[] | undefined => {
  const ids = filters.flatMap((filter) => (filter.field === 'id' ? [wantedTexts(filter)] : []))
  const isLookUp = ids.some((texts) => texts !== undefined && texts.length < table.size * lookUpShare)
  const indexed = indexOrder[name]
  const isByIndex = filters.some(({ field }) => field === indexed)
  const field = isLookUp ? 'id' : isByIndex ? indexed : unsortedBy[name]
  return field === undefined ? undefined : [{ field, descending: false }]
}

/** Each row's keys are made once, not once per comparison. */
const sortRows = (
  resource: Resource,
  rows: readonly Row[],
  sort: readonly SortKey[],
  languages: readonly string[],
): Row[] => {
  const keysOf = (row: Row): (string | number)[] =>
    sort.map(({ field }) => {
      const value = fieldOf(row, field)
      const text = isTranslated(value) ? value.find(({ id }) => id === languages[0])?.value : textOf(value)
      return sortKey(resource.kindOf(field), text ?? '')
    })
  return rows
    .map((row) => ({ row, keys: keysOf(row) }))
    .sort((a, b) => {
      for (const [index, { descending }] of sort.entries()) {
        const [left = '', right = ''] = [a.keys[index], b.keys[index]]
        if (left !== right) return left < right === descending ? 1 : -1
      }
      return a.row.id - b.row.id
    })
    .map(({ row }) => row)
}
