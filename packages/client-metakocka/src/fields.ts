import { z } from 'zod'
import { parseDay, parseTimestamp } from './calendar.ts'
import { parseDecimal } from './decimal.ts'

const parsedBy = <Value>(parse: (value: unknown) => Value) =>
  z.unknown().transform((value, context): Value => {
    try {
      return parse(value)
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'unreadable' })
      return z.NEVER
    }
  })

/** Text; a whole number without quotes is taken as its digits. */
export const Text = z.union([z.string(), z.int().transform(String)])

/** An id is text, never a number: some are longer than a double is exact, and such a number is refused rather than rounded. */
export const Id = z.union([z.string().min(1), z.int().nonnegative().transform(String)])

/** Money, amounts, rates: a plain decimal string, see `parseDecimal`. */
export const DecimalText = parsedBy(parseDecimal)

/** `YYYY-MM-DD`, see `parseDay`. */
export const Day = parsedBy(parseDay)

/** ISO 8601 in UTC, see `parseTimestamp`. */
export const Timestamp = parsedBy(parseTimestamp)

/** `"true"`, `"false"`, and the same without quotes. */
export const Flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])

/** Counters of pages and rows. */
export const Count = DecimalText.transform(Number).pipe(z.int().nonnegative())

/** A field that may be missing; MetaKocka leaves a field out, empties it or nulls it to say the same thing. */
export const maybe = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === null || value === '' ? undefined : value), schema.optional())

/** A repeated element: missing when there is none, a bare object when there is one, a list when there are more. Always a list here. */
export const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => {
    if (value === undefined || value === null || value === '') return []
    return Array.isArray(value) ? value : [value]
  }, z.array(schema))

/** How most answers open. Where it is documented it is demanded: an answer without it does not prove that anything was done or read. */
export const envelope = { opr_code: Text.pipe(z.literal('0')) }

/** How the same flag is written in a request. */
export type FlagText = 'true' | 'false'
