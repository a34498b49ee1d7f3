import { RemoteShapeError } from '@pretok/kernel'
import { z } from 'zod'

/** A row that may be odd: one odd record must not stop the page it stands on. */
export interface Tried<Row> {
  id: string
  /** Absent when the record is not what its schema says. */
  row?: Row
  /** The first field that is not, for the reason shown to people. */
  field?: string
  raw: Readonly<Record<string, unknown>>
}

/** Wraps a row's schema so that it always passes, as long as the record has an id. */
export const tolerant = <Row>(schema: z.ZodType<Row>) =>
  z.looseObject({ id: z.coerce.string() }).transform((raw): Tried<Row> => {
    const parsed = schema.safeParse(raw)
    return parsed.success
      ? { id: raw.id, row: parsed.data, raw }
      : { id: raw.id, field: parsed.error.issues[0]?.path.join('.') ?? '', raw }
  })

/** Something a record says, or refers to, cannot be understood. Becomes the reason why that order or product is held. */
export class Unreadable extends Error {
  readonly field: string
  /** What stands there, masked. */
  readonly seen: string | undefined
  constructor(field: string, seen?: string) {
    super(field)
    this.field = field
    this.seen = seen
  }
}

const at = (raw: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], raw)

/** The form of a value, without its content, which may be somebody's name: `2,5o kg` becomes `"0,0x xx"`. */
const mask = (value: unknown): string =>
  (typeof value === 'string' ? `"${value.replaceAll(/\p{L}/gu, 'x')}"` : String(value))
    .replaceAll(/\d/g, '0')
    .slice(0, 80)

/** @throws {Unreadable} naming the resource and the field */
export const getRow = <Row>(resource: string, { row, raw, field = '' }: Tried<Row>): Row => {
  if (row === undefined) throw new Unreadable(`${resource}.${field}`, mask(at(raw, field)))
  return row
}

/** What cannot be understood, for the reason shown to people. */
export interface Odd {
  field: string
  seen?: string
}

/** @returns `undefined` for an error that is not about one record */
export const findOdd = (error: unknown): Odd | undefined => {
  if (error instanceof Unreadable) {
    const { field, seen } = error
    return seen === undefined ? { field } : { field, seen }
  }
  return error instanceof RemoteShapeError ? { field: String(error.details['field']) } : undefined
}
