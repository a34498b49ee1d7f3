/**
 * How long a `Retry-After` header asks us to wait, in milliseconds; at most a day.
 *
 * @see RFC 9110, section 10.2.3: seconds or an HTTP date
 */
export const parseRetryAfter = (header: string | null, now: Date = new Date()): number | undefined => {
  const text = header?.trim()
  if (!text) return undefined
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime()
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), 86_400_000)
}
