const hourMs = 3_600_000

const ljubljanaHour = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Ljubljana', hour: 'numeric', hourCycle: 'h23' })

/** When nobody is at work, in the store or at the ERP. */
const isNight = (now: Date): boolean => {
  const hour = Number(ljubljanaHour.format(now))
  return hour >= 1 && hour < 5
}

/**
 * Whether a catalogue is to be read whole: nightly, by day only when a night was missed, and at once when it never was.
 *
 * @param last when the last complete reading began
 */
export const isWholeReadingDue = (last: Date | undefined, now: Date): boolean => {
  if (!last) return true
  const ageMs = now.getTime() - last.getTime()
  return ageMs > 28 * hourMs || (ageMs > 20 * hourMs && isNight(now))
}
