import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  associations,
  decimal,
  flag,
  id,
  integer,
  languages,
  localTime,
  optionalDecimal,
  optionalId,
  optionalLocalTime,
  text,
} from './fields.ts'

const none = undefined

describe('a value is read as what it means:', () => {
  it.each<[string, z.ZodType, unknown, unknown]>([
    ['id of text', id, '12', '12'],
    ['id of a number', id, 12, '12'],
    ['optional id', optionalId, 12, '12'],
    ['optional id 0', optionalId, 0, none],
    ['optional id "0"', optionalId, '0', none],
    ['optional id, empty', optionalId, '', none],
    ['optional id, null', optionalId, null, none],
    ['text', text, 'Čevlji', 'Čevlji'],
    ['text of a number', text, 0, '0'],
    ['text, null', text, null, ''],
    ['text, false', text, false, ''],
    ['flag "1"', flag, '1', true],
    ['flag 1', flag, 1, true],
    ['flag true', flag, true, true],
    ['flag "0"', flag, '0', false],
    ['flag, empty', flag, '', false],
    ['flag, null', flag, null, false],
    ['integer', integer, '-12', -12],
    ['integer of a number', integer, 3, 3],
    ['decimal', decimal, '47.060000', '47.060000'],
    ['decimal of more digits than a float holds', decimal, '12345678901234567.123456', '12345678901234567.123456'],
    ['decimal of a number', decimal, 0.1, '0.1'],
    ['decimal below zero', decimal, '-0.010000', '-0.010000'],
    ['optional decimal', optionalDecimal, '1.5', '1.5'],
    ['optional decimal, empty', optionalDecimal, '', none],
    ['optional decimal, null', optionalDecimal, null, none],
    ['time', localTime, '2026-11-23 08:47:18', '2026-11-23 08:47:18'],
    ['optional time', optionalLocalTime, '2026-11-23 08:47:18', '2026-11-23 08:47:18'],
    ['optional time, never', optionalLocalTime, '0000-00-00 00:00:00', none],
    ['optional time, null', optionalLocalTime, null, none],
    ['one language', languages, 'Knjiga', { byId: {}, any: 'Knjiga' }],
    ['no language', languages, null, { byId: {}, any: '' }],
    [
      'several languages',
      languages,
      [
        { id: '1', value: '' },
        { id: 2, value: 'Knjiga' },
      ],
      { byId: { 1: '', 2: 'Knjiga' }, any: 'Knjiga' },
    ],
  ])('%s', (_name, field, given, meant) => {
    expect(field.parse(given)).toEqual(meant)
  })

  it.each<[string, z.ZodType, unknown]>([
    ['id 0', id, '0'],
    ['id, empty', id, ''],
    ['id, null', id, null],
    ['id with a sign', id, '-1'],
    ['optional id of text', optionalId, 'abc'],
    ['flag 2', flag, '2'],
    ['integer with decimals', integer, '12.7'],
    ['integer, empty', integer, ''],
    ['integer too big for us', integer, '9007199254740993'],
    ['decimal with a comma', decimal, '12,50'],
    ['decimal, empty', decimal, ''],
    ['decimal, null', decimal, null],
    ['decimal with an exponent', decimal, '1e3'],
    ['time, never', localTime, '0000-00-00'],
    ['time with T', localTime, '2026-11-23T08:47:18'],
    ['text of a list', text, []],
  ])('%s is refused', (_name, field, given) => {
    expect(field.safeParse(given).success).toBe(false)
  })
})

describe('trap 37: associations', () => {
  const row = z.object({ associations: associations({ taxes: z.object({ id }), images: z.object({ id }) }) })

  it.each([
    ['absent', {}],
    ['empty text', { associations: '' }],
    ['an empty list', { associations: [] }],
    ['null', { associations: null }],
    ['empty', { associations: {} }],
  ])('that are %s are empty lists', (_name, given) => {
    expect(row.parse(given)).toEqual({ associations: { taxes: [], images: [] } })
  })

  it('keep what is there', () => {
    expect(row.parse({ associations: { taxes: [{ id: '1' }, { id: 2 }] } }).associations).toEqual({
      taxes: [{ id: '1' }, { id: '2' }],
      images: [],
    })
  })
})

describe('optional fields', () => {
  it('may be missing altogether', () => {
    const row = z.object({ a: optionalId, b: optionalDecimal, c: optionalLocalTime })
    expect(row.parse({})).toEqual({})
  })
})
