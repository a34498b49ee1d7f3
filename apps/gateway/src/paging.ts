import { z } from 'zod'

/** `nextCursor` of a sort key. */
export const toCursor = (key: readonly string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/** Where a list goes on, as the caller got it: the sort key of the last entry, in a form that nobody need understand. */
const cursorOf = <Key extends z.ZodType>(key: Key) =>
  z
    .string()
    .max(300)
    .transform((cursor, context): z.output<Key> => {
      try {
        const parsed = key.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
        if (parsed.success) return parsed.data
      } catch {
        // not JSON: not ours either
      }
      context.addIssue({ code: 'custom', message: 'is not a cursor of this list' })
      return z.NEVER
    })

/** The query parameters of a list. @param key the shape of its sort key */
export const pageQuery = <Key extends z.ZodType>(key: Key) => ({
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Entries per page' }),
  cursor: cursorOf(key).optional().meta({ description: '`nextCursor` of the page before' }),
})

/** The query parameter that finds items of the catalogue, in a list or a file of them. */
export const itemText = z
  .string()
  .trim()
  .min(1, 'is empty')
  .max(100)
  .optional()
  .meta({ description: "A product's id in the store, the beginning of a code, or a part of a name" })

/** Sort keys: lists by id are in order of creation, as ids are; others have a moment before it. */
export const IdKey = z.tuple([z.uuid()])
export const TimeKey = z.tuple([z.iso.datetime(), z.uuid()])

/** A page of a list, for a route's `response` schema. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'Give it as `cursor` for the next page; null on the last' }),
  })

/**
 * Cuts a page from rows that were read with one more than the limit.
 *
 * @param keyOf the sort key of a row
 */
export const toPage = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  keyOf: (row: Row) => readonly string[],
): { items: Item[]; nextCursor: string | null } => {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(toItem),
    nextCursor: last !== undefined && rows.length > limit ? toCursor(keyOf(last)) : null,
  }
}
