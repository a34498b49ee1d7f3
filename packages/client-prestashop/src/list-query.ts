import type { Filter } from './filter.ts'

export interface ListQuery {
  /** All of them must hold. Dates are shop-local text, `YYYY-MM-DD HH:MM:SS`. */
  filter?: Readonly<Record<string, Filter>>
  /** Default by id, ascending: without a sort the order is arbitrary. */
  sort?: readonly (readonly [field: string, direction: 'ASC' | 'DESC'])[]
  /** 1 or more. Default: everything, in one answer. */
  limit?: number
  /** Rows to leave out; only with `limit`. */
  offset?: number
  /** Default `full`. Asking for a field that this version does not have is an error. */
  display?: 'full' | readonly string[]
  /** A language's id: language fields come as plain text in that language. */
  language?: string | number
}

const dates = new Set(['date_add', 'date_upd'])

/** The query string of a list in JSON, percent-encoded. */
export const toSearch = ({
  filter = {},
  sort = [['id', 'ASC']],
  limit,
  offset,
  display = 'full',
  language,
}: ListQuery) => {
  const parameters = Object.entries(filter).map(([field, expression]) => [`filter[${field}]`, expression])
  // A limit of 0 or of text answers nothing, a negative one crashes the shop.
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) throw new RangeError('limit is 1 or more')
  if (offset !== undefined && limit === undefined) throw new RangeError('offset needs a limit')

  parameters.push(['sort', `[${sort.map(([field, direction]) => `${field}_${direction}`).join(',')}]`])
  // Without this, a filter or sort by date is refused as an unknown field.
  if ([...Object.keys(filter), ...sort.map(([field]) => field)].some((field) => dates.has(field))) {
    parameters.push(['date', '1'])
  }
  if (limit !== undefined) parameters.push(['limit', offset === undefined ? `${limit}` : `${offset},${limit}`])
  parameters.push(['display', display === 'full' ? display : `[${display.join(',')}]`])
  if (language !== undefined) parameters.push(['language', `${language}`])
  parameters.push(['output_format', 'JSON'])
  return parameters.map((pair) => pair.map((part) => encodeURIComponent(part.toWellFormed())).join('=')).join('&')
}
