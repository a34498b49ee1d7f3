import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** What a spreadsheet would take for a formula is kept from being one: names come from outside. A number below zero is none. */
const toCell = (text = ''): string => `"${text.replace(/^(?!-\d+$)[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`

const toLine = (cells: readonly (string | undefined)[]): string => `${cells.map(toCell).join(',')}\r\n`

/** A file of RFC 4180, line by line. */
export interface Csv<Item> {
  /** With a byte order mark, by which spreadsheets know the text's encoding. */
  head: string
  toLine(item: Item): string
}

/** @param columns by their names, how a cell follows from an item */
export const createCsv = <Item>(columns: Readonly<Record<string, (item: Item) => string | undefined>>): Csv<Item> => ({
  head: `\uFEFF${toLine(Object.keys(columns))}`,
  toLine: (item) => toLine(Object.values(columns).map((of) => of(item))),
})

/**
 * All lines of a file, a page of rows after the other.
 *
 * @param readPage gives as many rows as there are, up to `pageSize`
 */
export async function* toCsvLines<Row extends { id: string }, Item>(
  csv: Csv<Item>,
  toItem: (row: Row) => Item,
  readPage: (page: { limit: number; after?: string }) => Promise<Row[]>,
  pageSize = 1_000,
): AsyncGenerator<string> {
  yield csv.head
  let after: string | undefined
  do {
    const rows = await readPage({ limit: pageSize, ...(after === undefined ? {} : { after }) })
    yield rows.map((row) => csv.toLine(toItem(row))).join('')
    after = rows.length === pageSize ? rows.at(-1)?.id : undefined
  } while (after !== undefined)
}

/** Answers with a file, as it is being read. */
export const sendCsv = (reply: FastifyReply, fileName: string, lines: AsyncIterable<string>): FastifyReply =>
  reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .send(Readable.from(lines))
