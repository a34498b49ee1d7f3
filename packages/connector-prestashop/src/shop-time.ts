import { RemoteShapeError } from '@pretok/kernel'
import { Temporal } from 'temporal-polyfill'

/** PrestaShop's own way to write a moment: local to the shop, without a zone, `2026-11-23 08:47:18`. */
const shopText = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/

export const neverText = '0000-00-00 00:00:00'
export const endOfTimeText = '9999-12-31 23:59:59'

/**
 * A shop-local time in UTC. In the hour that comes twice in autumn the first one is meant, in the missing hour of spring the
 * clock is taken as put forward: the text cannot say more.
 *
 * @param zone IANA name, as in `PS_TIMEZONE`
 * @throws {RemoteShapeError} not such a text, or "never"
 */
export const toUtc = (text: string, zone: string, field = 'date'): string => {
  try {
    if (!shopText.test(text)) throw new RangeError('not a shop time')
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant().toString({ fractionalSecondDigits: 0 })
  } catch (cause) {
    throw new RemoteShapeError(`PrestaShop gave a time that is none at ${field}`, { field }, { cause })
  }
}

/** A moment as the shop would write it. */
export const toShopText = (moment: string, zone: string): string =>
  Temporal.Instant.from(moment)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ fractionalSecondDigits: 0 })
    .replace('T', ' ')

/** Moves along the shop's own clock; texts of this form sort as times do. */
export const shiftShopText = (text: string, seconds: number): string =>
  shopText.test(text) && text !== neverText
    ? Temporal.PlainDateTime.from(text).add({ seconds }).toString({ fractionalSecondDigits: 0 }).replace('T', ' ')
    : text

/** Whether this runtime knows the zone; shops carry names that PHP knew decades ago. */
export const isKnownZone = (zone: string): boolean => {
  try {
    Temporal.Now.zonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

/** Where a shop does not tell its time zone: this is a hub for Slovene books. */
const usualTimeZone = 'Europe/Ljubljana'

/** The shop's time zone, from what stands in `PS_TIMEZONE`. */
export const zoneOf = (setting = ''): string => (isKnownZone(setting) ? setting : usualTimeZone)
