import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDate, formatDotDate, formatTimestamp, parseDay, parseTimestamp, toMetakockaDay } from './calendar.ts'

const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

describe('days', () => {
  it('come back as they were written, in either form', () => {
    fc.assert(
      fc.property(day, (written) => {
        expect(parseDay(formatDate(written))).toBe(written)
        expect(parseDay(formatDotDate(written))).toBe(written)
      }),
    )
  })

  it('are written with the summer offset in winter too', () => {
    expect(formatDate('2026-01-15')).toBe('2026-01-15+02:00')
    expect(formatDate('2026-07-15')).toBe('2026-07-15+02:00')
    expect(formatDotDate('2026-11-23')).toBe('23.11.2026')
  })

  it.each([
    ['2015-05-07+02:00', '2015-05-07'],
    ['2020-10-24', '2020-10-24'],
    ['2020-06-26T00:00:00+02:00', '2020-06-26'],
    ['3.3.2015', '2015-03-03'],
    ['06.09.2015', '2015-09-06'],
  ])('%s is %s', (given, expected) => {
    expect(parseDay(given)).toBe(expected)
  })

  it.each(['', '2026-02-30', '31.02.2026', '2026-13-01+02:00', '2026/11/23', '23.11.26', 20261123, undefined])(
    '%j is not one',
    (given) => {
      expect(() => parseDay(given)).toThrow(RangeError)
    },
  )
})

describe('moments', () => {
  it('are read with their offset', () => {
    expect(parseTimestamp('2026-11-23T08:14:05+01:00')).toBe('2026-11-23T07:14:05.000Z')
    expect(parseTimestamp('2015-05-08T00:13:15+02:00')).toBe('2015-05-07T22:13:15.000Z')
    expect(parseTimestamp('2026-11-23T08:14:05.120Z')).toBe('2026-11-23T08:14:05.120Z')
  })

  it.each(['2026-11-23T08:14:05', '2026-11-23+02:00', '2026-02-30T08:14:05+01:00', '2026-11-23T25:00:00+01:00', ''])(
    '%j is not one',
    (given) => {
      expect(() => parseTimestamp(given)).toThrow(RangeError)
    },
  )

  it.each([
    ['2026-11-22T22:59:59Z', '2026-11-22'],
    ['2026-11-22T23:00:00Z', '2026-11-23'],
    ['2026-07-14T21:59:59Z', '2026-07-14'],
    ['2026-07-14T22:00:00Z', '2026-07-15'],
  ])('%s falls on %s in Ljubljana', (moment, expected) => {
    expect(toMetakockaDay(new Date(moment))).toBe(expected)
  })
})

describe('moments for a search', () => {
  it.each([
    ['2026-11-23T07:14:05.900Z', '2026-11-23T08:14:05+01:00'],
    ['2026-07-01T22:30:00Z', '2026-07-02T00:30:00+02:00'],
    // The two sides of the hour that comes twice.
    ['2026-10-25T00:30:00Z', '2026-10-25T02:30:00+02:00'],
    ['2026-10-25T01:30:00Z', '2026-10-25T02:30:00+01:00'],
  ])('%s is written as %s', (moment, written) => {
    expect(formatTimestamp(new Date(moment))).toBe(written)
    expect(Date.parse(written)).toBe(Math.trunc(Date.parse(moment) / 1_000) * 1_000)
  })
})
