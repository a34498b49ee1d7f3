import { availableFields, type Filter, parseFilters } from './filter.ts'
import { type Query, textParameter } from './php-query.ts'
import type { Resource } from './resource.ts'
import { toInteger } from './row.ts'
import { WebserviceError } from './webservice-error.ts'

export interface SortKey {
  readonly field: string
  readonly descending: boolean
}

/** Which rows a list request asks for, and in which order. */
export interface Selection {
  readonly filters: readonly Filter[]
  readonly sort: readonly SortKey[]
  readonly limit: { readonly offset: number; readonly count: number } | undefined
}

/** @throws {WebserviceError} wrong filter, sort or limit */
export const parseSelection = (resource: Resource, query: Query): Selection => ({
  filters: parseFilters(resource, query),
  sort: parseSort(resource, query),
  limit: parseLimit(query),
})

const parseSort = (resource: Resource, query: Query): SortKey[] => {
  const text = textParameter(query, 'sort')
  if (text === undefined) return []
  const { plain, translated } = availableFields(resource, query)
  const inside = /^\[(.*)\]$/.exec(text)?.[1]
  return (inside?.split(',') ?? [text]).map((part) => {
    const [, field = '', direction = ''] = /^(.*)_([^_]*)$/.exec(part) ?? []
    if (!/^(?:asc|desc)$/i.test(direction)) {
      throw new WebserviceError(
        400,
        37,
        `The "sort" value has to be formed as this example: "field_ASC" or '[field_1_DESC,field_2_ASC,field_3_ASC,...]' ("field" has to be an available field)`,
      )
    }
    if (resource.fields().length > 0 && !plain.includes(field) && !translated.includes(field)) {
      throw new WebserviceError(
        400,
        38,
        `Unable to filter by this field. However, these are available: ${plain.join(', ')}, for i18n fields:${translated.join(', ')}`,
      )
    }
    return { field, descending: direction.toUpperCase() === 'DESC' }
  })
}

const parseLimit = (query: Query): Selection['limit'] => {
  const text = textParameter(query, 'limit')
  if (text === undefined) return undefined
  const [first = '', second, ...more] = text.split(',')
  if (more.length > 0) {
    throw new WebserviceError(400, 39, 'The "limit" value has to be formed as this example: "5,25" or "10"')
  }
  return second === undefined
    ? { offset: 0, count: toInteger(first) }
    : { offset: toInteger(first), count: toInteger(second) }
}
