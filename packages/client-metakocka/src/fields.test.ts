import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Count, DecimalText, Flag, Id, listOf, maybe, Text } from './fields.ts'

const Row = z.looseObject({ mk_id: Id, amount: maybe(DecimalText), rows: listOf(z.object({ code: Text })) })

describe('trap 37: listOf', () => {
  it.each([
    ['is missing', {}, []],
    ['is empty', { rows: '' }, []],
    ['is null', { rows: null }, []],
    ['is one object', { rows: { code: 'A' } }, [{ code: 'A' }]],
    ['is a list', { rows: [{ code: 'A' }, { code: 'B' }] }, [{ code: 'A' }, { code: 'B' }]],
  ])('makes a list where the element %s', (_case, given, expected) => {
    expect(Row.parse({ mk_id: '1', ...given }).rows).toEqual(expected)
  })

  it('does not hide a wrong element', () => {
    expect(Row.safeParse({ mk_id: '1', rows: [{ code: {} }] }).error?.issues[0]?.path).toEqual(['rows', 0, 'code'])
  })
})

describe('values', () => {
  it('takes missing, empty and null for absent, and nothing else', () => {
    for (const amount of [undefined, '', null]) expect(Row.parse({ mk_id: '1', amount }).amount).toBeUndefined()
    expect(Row.parse({ mk_id: '1', amount: '0' }).amount).toBe('0')
    expect(Row.safeParse({ mk_id: '1', amount: 'ten' }).success).toBe(false)
  })

  it('keeps ids as text and refuses the ones that a number has spoilt', () => {
    expect(Id.parse('1200049884717123456')).toBe('1200049884717123456')
    expect(Id.parse(1600016978)).toBe('1600016978')
    expect(Id.safeParse(JSON.parse('1200049884717123456')).success).toBe(false)
    expect(Id.safeParse('').success).toBe(false)
  })

  it('reads flags and counters', () => {
    expect([true, 'true', false, 'false'].map((flag) => Flag.parse(flag))).toEqual([true, true, false, false])
    expect(Flag.safeParse('yes').success).toBe(false)
    expect(Count.parse('1000')).toBe(1000)
    for (const wrong of ['-1', '1.5', 'many']) expect(Count.safeParse(wrong).success).toBe(false)
  })

  it('lets unknown fields through', () => {
    expect(Row.parse({ mk_id: '1', new_field: { a: 1 } })).toMatchObject({ new_field: { a: 1 } })
  })
})
