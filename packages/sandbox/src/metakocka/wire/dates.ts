/** A calendar day, `YYYY-MM-DD`. */
export type Day = string

const toDay = (year: string, month: string, day: string): Day | undefined => {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined
}

/** `dd.mm.yyyy`. */
export const parseDottedDay = (text: string): Day | undefined => {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? []
  return toDay(year, month, day)
}

/** `YYYY-MM-DD+02:00` with that very offset, in winter as well. */
export const parseOffsetDay = (text: string): Day | undefined => {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})\+02:00$/.exec(text) ?? []
  return toDay(year, month, day)
}

/** What document writes accept: bare days, other offsets and timestamps are refused. */
export const parseWrittenDay = (text: string): Day | undefined => parseOffsetDay(text) ?? parseDottedDay(text)

/** What search filters accept: a day with any offset; the calendar day counts. */
export const parseFilterDay = (text: string): Day | undefined => {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})[+-]\d{2}:\d{2}$/.exec(text) ?? []
  return toDay(year, month, day)
}

/** `YYYY-MM-DDThh:mm:ss` with an offset. */
export const parseTimestamp = (text: string): Date | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}

export const printDay = (day: Day): string => `${day}+02:00`

export const printDottedDay = (day: Day): string => day.split('-').toReversed().join('.')

/** The instant at the fixed offset `+02:00`, so that it can be read back exactly. */
export const printTimestamp = (date: Date): string =>
  `${new Date(date.getTime() + 2 * 3_600_000).toISOString().slice(0, 19)}+02:00`

const ljubljana = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Ljubljana', dateStyle: 'short' })

export const toLjubljanaDay = (date: Date): Day => ljubljana.format(date)

export const addDays = (day: Day, days: number): Day =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
