export type Clock = () => Date

/** `2026-11-23 08:47:18`: a moment as the shop writes it, in its own time zone and without naming it. */
export const createShopTime = (timeZone: string, clock: Clock): (() => string) => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return () => format.format(clock())
}

/** The shop's text for "never". */
export const isNever = (date: string): boolean => date.startsWith('0000-00-00')
