import { RemoteShapeError, RemoteUnavailableError } from '@pretok/kernel'

/** Which rows to read, as requests say it. */
export interface Window {
  limit: string
  offset: string
}

/** A page as it was answered; what it says of itself is not always printed. `count` is its number of rows, `total` that of all pages. */
export interface Page<Row> {
  rows: Row[]
  count?: number | undefined
  limit?: number | undefined
  offset?: number | undefined
  total?: number | undefined
}

interface ReadPagesOptions {
  /** Where no total is known: reads on until a page is empty, so that not even one that came too short passes for the last. */
  untilEmpty?: boolean
}

/**
 * Reads page after page, to the total where the call knows one, else as long as pages are full. It ends without an error only when
 * everything was read; rows that move between pages meanwhile may come twice or not at all.
 *
 * @param limit rows per page to ask for; MetaKocka may grant fewer
 * @throws {RemoteShapeError} the answer is not the page that was asked for
 * @throws {RemoteUnavailableError} the pages end before the total, or the last one lacks rows that it counts
 */
export async function* readPages<Row>(
  read: (window: Window) => Promise<Page<Row>>,
  limit: number,
  { untilEmpty = false }: ReadPagesOptions = {},
): AsyncGenerator<Row[], void, undefined> {
  for (let offset = 0, last = false; !last; ) {
    const page = await read({ limit: String(limit), offset: String(offset) })
    const { rows, total, count = rows.length } = page
    if (page.offset !== undefined && page.offset !== offset) {
      throw new RemoteShapeError('MetaKocka answered another page than the one asked for.', {
        asked: offset,
        answered: page.offset,
      })
    }
    offset += rows.length
    const isShort = untilEmpty ? rows.length === 0 : count < Math.min(limit, page.limit ?? limit)
    last = total === undefined ? isShort : offset >= total
    const isCut = last ? rows.length < count : rows.length === 0
    if (isCut) {
      throw new RemoteUnavailableError('MetaKocka gave fewer rows than it counts. Try again later.', {
        total,
        read: offset,
      })
    }
    if (rows.length > 0) yield rows
  }
}
