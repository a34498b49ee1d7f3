import { RemoteShapeError } from '@pretok/kernel'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKnownZone, shiftShopText, toShopText, toUtc } from './shop-time.ts'

const zone = 'Europe/Ljubljana'

describe('toUtc', () => {
  it.each([
    ['2026-01-15 12:00:00', '2026-01-15T11:00:00Z'],
    ['2026-07-15 12:00:00', '2026-07-15T10:00:00Z'],
    // 25 October 2026: the hour from 2 to 3 comes twice; the first is meant.
    ['2026-10-25 02:30:00', '2026-10-25T00:30:00Z'],
    // 29 March 2026: the hour from 2 to 3 does not exist.
    ['2026-03-29 02:30:00', '2026-03-29T01:30:00Z'],
  ])('%s in Ljubljana is %s', (text, expected) => {
    expect(toUtc(text, zone)).toBe(expected)
  })

  it.each(['0000-00-00 00:00:00', '2026-01-15T12:00:00', '2026-13-01 00:00:00', ''])(
    'refuses %j and names the field',
    (text) => {
      expect(() => toUtc(text, zone, 'orders.date_add')).toThrow(RemoteShapeError)
      expect(() => toUtc(text, zone, 'orders.date_add')).toThrow('orders.date_add')
    },
  )

  it('trap 19: is undone by toShopText, save in the hour that comes twice', () => {
    const moments = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(
        moments,
        fc.constantFrom('Europe/Ljubljana', 'UTC', 'America/New_York', 'Asia/Kolkata'),
        (date, anyZone) => {
          const moment = `${date.toISOString().slice(0, 19)}Z`
          const text = toShopText(moment, anyZone)
          const back = toUtc(text, anyZone)
          expect(toShopText(back, anyZone)).toBe(text)
          expect(Date.parse(moment) - Date.parse(back)).toBeOneOf([0, 3_600_000])
        },
      ),
    )
  })
})

describe('shiftShopText', () => {
  it('moves along the calendar', () => {
    expect(shiftShopText('2026-12-31 23:59:59', 1)).toBe('2027-01-01 00:00:00')
    expect(shiftShopText('2026-03-01 00:00:10', -20)).toBe('2026-02-28 23:59:50')
  })

  it('leaves "never" alone', () => {
    expect(shiftShopText('0000-00-00 00:00:00', 1)).toBe('0000-00-00 00:00:00')
  })
})

it('knows zones of today and of long ago, and refuses nonsense', () => {
  expect(isKnownZone('Europe/Ljubljana')).toBe(true)
  expect(isKnownZone('US/Eastern')).toBe(true)
  expect(isKnownZone('Mars/Olympus')).toBe(false)
  expect(isKnownZone('')).toBe(false)
})
