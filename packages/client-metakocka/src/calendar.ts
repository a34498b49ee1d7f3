const isoDay = /^(\d{4}-\d{2}-\d{2})(?:T[\d:.]+)?(?:Z|[+-]\d{2}:\d{2})?$/
const dotDay = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/
const timestamp = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/

const isRealDay = (day: string): boolean => {
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

const toIsoDay = (text: string): string | undefined => {
  const dotted = dotDay.exec(text)
  if (!dotted) return isoDay.exec(text)?.[1]
  const [, day = '', month = '', year = ''] = dotted
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/**
 * A calendar day as MetaKocka writes it: `2026-11-23+02:00`, `23.11.2026`, `2026-11-23`. The offset says nothing: it stands there in
 * winter as well, so the day is taken as written.
 *
 * @returns `YYYY-MM-DD`
 * @throws {RangeError} anything else, or a day that does not exist
 */
export const parseDay = (value: unknown): string => {
  const day = typeof value === 'string' ? toIsoDay(value.trim()) : undefined
  if (day === undefined || !isRealDay(day)) throw new RangeError('not a calendar day')
  return day
}

/**
 * A moment with its offset, `2026-11-23T08:14:05+01:00`, in UTC.
 *
 * @returns ISO 8601 with milliseconds and `Z`
 * @throws {RangeError} anything else, a moment without an offset included
 */
export const parseTimestamp = (value: unknown): string => {
  const text = typeof value === 'string' ? value.trim() : ''
  const time = Date.parse(text)
  const [, day = ''] = timestamp.exec(text) ?? []
  if (!isRealDay(day) || Number.isNaN(time)) throw new RangeError('not a moment with an offset')
  return new Date(time).toISOString()
}

/**
 * A day for a request: `2026-11-23` -> `2026-11-23+02:00`. The offset is literal: `put_document` refuses any other, in winter too.
 *
 * @throws {RangeError} not a day
 */
export const formatDate = (day: string): string => `${parseDay(day)}+02:00`

/**
 * A day for `mark_paid` and the older calls: `2026-11-23` -> `23.11.2026`.
 *
 * @throws {RangeError} not a day
 */
export const formatDotDate = (day: string): string => parseDay(day).split('-').toReversed().join('.')

/** Swedish is the locale that writes a day as ISO 8601 does. */
const ljubljana = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Ljubljana', dateStyle: 'short' })

/** The calendar day on which a moment falls for MetaKocka and the Slovene tax office, `YYYY-MM-DD`. */
export const toMetakockaDay = (date: Date): string => ljubljana.format(date)

const localTime = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Ljubljana',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** A moment for the filters of a search, with Ljubljana's real offset: `2026-11-23T08:14:05+01:00`. Parts of a second are dropped. */
export const formatTimestamp = (moment: Date): string => {
  const local = localTime.format(moment).replace(' ', 'T')
  const aheadMinutes = Math.round((Date.parse(`${local}Z`) - moment.getTime()) / 60_000)
  const [hours, minutes] = [Math.trunc(aheadMinutes / 60), aheadMinutes % 60]
  return `${local}+${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}
