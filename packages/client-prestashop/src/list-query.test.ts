import { array, assert, constantFrom, integer, oneof, property, string, stringMatching, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  anyOf,
  contains,
  endsWith,
  equal,
  type Filter,
  greaterThan,
  lessThan,
  noneOf,
  range,
  startsWith,
} from './filter.ts'
import { type ListQuery, toSearch } from './list-query.ts'

/** How PrestaShop reads a filter: `WebserviceRequest::getSQLRetrieveFilter`. PHP's `.` stops at line feeds only. */
const readFilter = (expression: string): [string, ...string[]] => {
  const [, before, inside = '', after] = /^([^\n]*)\[([^\n]*)\]([^\n]*)$/.exec(expression) ?? []
  if (before === undefined) return ['equal', expression]
  if (before === '%' || after === '%') return [`like ${before}_${after}`, inside]
  if (before === '' && after === '') {
    if (inside.indexOf('|') > 0) return ['any', ...inside.split('|')]
    const [, from, to] = /^([\d.:\-\s]+),([\d.:\-\s]+)$/.exec(inside) ?? []
    return from !== undefined && to !== undefined ? ['between', from, to] : ['equal', inside]
  }
  if (before === '>' || before === '<') return [before, inside]
  if (before === '!') return ['none', ...inside.split('|')]
  return ['no condition at all']
}

const readBack = (search: string) => {
  const url = new URL(`https://shop.example/api/orders?${search}`)
  const filters = [...url.searchParams].flatMap(([name, value]) => {
    const [, field] = /^filter\[(.*)\]$/.exec(name) ?? []
    return field === undefined ? [] : [[field, readFilter(value)]]
  })
  return { parameters: url.searchParams, filter: Object.fromEntries(filters) }
}

const readOne = (filter: Filter) => {
  const { field } = readBack(toSearch({ filter: { field: filter } })).filter
  return field
}

describe('a filter', () => {
  const plain = string({ unit: 'grapheme' }).filter(
    (value) => !/[[\]|\n]/.test(value) && value === value.toWellFormed(),
  )
  const value = oneof(
    plain,
    stringMatching(/^[\d.:,%<>!& +#-]{0,12}$/),
    constantFrom('Ž & Š', '10,20', '5', '%x%', '>5', 'a"b', "a'b", '100%'),
  )
  const filled = value.filter((text) => text !== '')
  const several = array(filled, { minLength: 2, maxLength: 5 })
  const bound = stringMatching(/^\d{1,9}(\.\d{1,6})?$/)

  it('is read back by PrestaShop as it was meant', () => {
    assert(
      property(value, several, tuple(bound, bound), (one, many, [from, to]) => {
        expect(readOne(equal(one))).toEqual(['equal', one])
        expect(readOne(greaterThan(one))).toEqual(['>', one])
        expect(readOne(lessThan(one))).toEqual(['<', one])
        expect(readOne(contains(one))).toEqual(['like %_%', one])
        expect(readOne(startsWith(one))).toEqual(['like _%', one])
        expect(readOne(endsWith(one))).toEqual(['like %_', one])
        expect(readOne(anyOf(many))).toEqual(['any', ...many])
        expect(readOne(noneOf(many))).toEqual(['none', ...many])
        expect(readOne(range(from, to))).toEqual(['between', from, to])
      }),
    )
  })

  it('takes numbers, and a single value as itself', () => {
    expect(readOne(equal(5))).toEqual(['equal', '5'])
    expect(readOne(anyOf([5]))).toEqual(['equal', '5'])
    expect(readOne(anyOf(['10,20']))).toEqual(['equal', '10,20'])
    expect(readOne(noneOf([1, 2]))).toEqual(['none', '1', '2'])
    expect(readOne(range('2026-01-01 00:00:00', '2026-02-01 00:00:00'))).toEqual([
      'between',
      '2026-01-01 00:00:00',
      '2026-02-01 00:00:00',
    ])
  })

  it.each([
    ['brackets in a value', () => equal('a[1]')],
    ['a bar among several values', () => anyOf(['a|b', 'c'])],
    ['an empty value among several', () => anyOf(['', 'c'])],
    ['no value', () => anyOf([])],
    ['none of no value', () => noneOf([])],
    ['a range of ISO times', () => range('2026-01-01T00:00:00', '2026-02-01T00:00:00')],
    ['an open range', () => range('', '5')],
  ])('refuses %s, which PrestaShop would read as something else', (_name, make) => {
    expect(make).toThrow()
  })
})

describe('toSearch', () => {
  it('asks for full rows by id, in JSON', () => {
    expect(Object.fromEntries(readBack(toSearch({})).parameters)).toEqual({
      sort: '[id_ASC]',
      display: 'full',
      output_format: 'JSON',
    })
  })

  it('writes every part as PrestaShop reads it', () => {
    const query: ListQuery = {
      filter: { current_state: anyOf([2, 3]), id: greaterThan('20') },
      sort: [
        ['module', 'DESC'],
        ['id', 'ASC'],
      ],
      limit: 50,
      offset: 100,
      display: ['id', 'order_rows[product_id]'],
      language: 2,
    }
    expect(Object.fromEntries(readBack(toSearch(query)).parameters)).toEqual({
      'filter[current_state]': '[2|3]',
      'filter[id]': '>[20]',
      sort: '[module_DESC,id_ASC]',
      limit: '100,50',
      display: '[id,order_rows[product_id]]',
      language: '2',
      output_format: 'JSON',
    })
  })

  it('trap 20: asks for dates where it filters or sorts by one', () => {
    const date = (query: ListQuery) => readBack(toSearch(query)).parameters.get('date')
    expect(date({ filter: { date_upd: greaterThan('2026-01-01 00:00:00') } })).toBe('1')
    expect(date({ sort: [['date_add', 'ASC']] })).toBe('1')
    // Resources without these columns answer 500 to it.
    expect(date({ filter: { id_product: equal('1') } })).toBeNull()
  })

  it('percent-encodes blanks, brackets and whatever is not ASCII', () => {
    expect(toSearch({ filter: { reference: equal('ČŠ 1/2&x=y') } })).toMatch(
      /^filter%5Breference%5D=%C4%8C%C5%A0%201%2F2%26x%3Dy&/,
    )
  })

  it('never sends a limit that empties or crashes the answer', () => {
    assert(
      property(integer({ max: 0 }), (limit) => {
        expect(() => toSearch({ limit })).toThrow(RangeError)
      }),
    )
    expect(() => toSearch({ limit: 1.5 })).toThrow(RangeError)
    expect(() => toSearch({ offset: 5 })).toThrow(RangeError)
  })
})
