import { z } from 'zod'

// PrestaShop writes nearly every value as text, a few as numbers or null, and which ones depends on the version. These
// schemas take what is meant.

const scalar = z.union([z.string(), z.number()])

const optional = <Schema extends z.ZodType>(schema: Schema, ...absent: unknown[]) =>
  z.preprocess((value) => (absent.includes(value) ? undefined : value), schema.optional())

/** A record's id, as text. */
export const id = scalar.transform(String).pipe(z.string().regex(/^[1-9]\d*$/, 'an id is a number above 0'))

/** A reference to another record; `0`, empty and null mean that there is none. */
export const optionalId = optional(id, null, '', '0', 0)

/** Text; null and false (a manufacturer that is not there) are empty. */
export const text = z
  .union([scalar, z.null(), z.literal(false)])
  .transform((value) => (value === null || value === false ? '' : String(value)))

/** `1` or `0`; empty and null are no. */
export const flag = z
  .union([scalar, z.boolean(), z.null()])
  .transform((value) => String(value ?? ''))
  .pipe(z.enum(['1', '0', 'true', 'false', '']))
  .transform((value) => value === '1' || value === 'true')

/** A whole number, such as a quantity. */
export const integer = scalar
  .transform(String)
  .pipe(z.string().regex(/^-?\d+$/, 'not a whole number'))
  .transform(Number)
  .pipe(z.int())

/** An amount, rate or measure as decimal text with a dot, with the digits the shop sent. Never empty: no amount is not zero. */
export const decimal = scalar.transform(String).pipe(z.string().regex(/^-?\d+(\.\d+)?$/, 'not a decimal number'))

/** The same where a shop may have none. */
export const optionalDecimal = optional(decimal, null, '')

/** A time in the shop's zone, `YYYY-MM-DD HH:MM:SS`. */
export const localTime = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, 'not a time')

/** The same; `0000-00-00 00:00:00` and null mean never. */
export const optionalLocalTime = optional(localTime, null, '', '0000-00-00 00:00:00')

/** A text in the shop's languages. `any` is one that is not empty, if there is one; `byId` is empty when a single language came. */
export interface Translated {
  byId: Readonly<Record<string, string>>
  any: string
}

const Translation = z.object({ id, value: text })

/** A language field: a list where several languages are active, else plain text. */
export const languages = z.union([
  z.array(Translation).transform(
    (translations): Translated => ({
      byId: Object.fromEntries(translations.map(({ id, value }) => [id, value])),
      any: translations.find(({ value }) => value !== '')?.value ?? '',
    }),
  ),
  text.transform((any): Translated => ({ byId: {}, any })),
])

/** Lists of linked records by name; those that are absent are empty, and all are where `associations` itself is absent. */
export const associations = <Rows extends Record<string, z.ZodType>>(rows: Rows) => {
  const lists = Object.entries(rows).map(([name, row]) => [name, z.array(row).default([])])
  return z.preprocess(
    (value) => (typeof value === 'object' && !Array.isArray(value) ? (value ?? {}) : {}),
    z.object(Object.fromEntries(lists) as { [Name in keyof Rows]: z.ZodDefault<z.ZodArray<Rows[Name]>> }),
  )
}
