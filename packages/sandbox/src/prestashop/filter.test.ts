import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMatcher, parseFilters } from './filter.ts'
import { parseQuery } from './php-query.ts'
import { createResource } from './resource.ts'
import type { Row } from './row.ts'
import { parseSchema } from './schema.ts'
import { selectRows } from './select-rows.ts'
import { parseSelection } from './selection.ts'

const schema = parseSchema(
  `<prestashop><thing><id_product format="isUnsignedId"/><reference maxSize="64"/><price format="isPrice"/><code/><date_upd format="isDate"/><name><language id="1"/></name></thing></prestashop>`,
  'http://shop.example/api/',
)
const thing = (fields: Partial<Row>): Row => ({
  id: 1,
  id_product: '7',
  reference: 'AB-1',
  price: '10.500000',
  code: '5',
  date_upd: '2026-02-01 00:00:00',
  name: [
    { id: '1', value: 'Mug' },
    { id: '2', value: 'Skodelica' },
  ],
  ...fields,
})

const matches = (row: Row, query: string, languages = ['1', '2']): boolean => {
  const resource = createResource('things', [row], schema)
  return createMatcher(resource, parseFilters(resource, parseQuery(query)), languages)(row)
}

test.each<[string, Partial<Row>, string, boolean]>([
  ['a number is a number, however written', { price: '10.500000' }, 'filter[price]=10.5', true],
  ['a reference is text, also when it looks like a number', { reference: '0123' }, 'filter[reference]=123', false],
  ['an unknown column compares plain numbers as numbers', { code: '10' }, 'filter[code]=>[9]', true],
  ['an unknown column keeps leading zeros', { code: '0123' }, 'filter[code]=123', false],
  ['text where a number stands counts as 0', { id_product: '0' }, 'filter[id_product]=abc', true],
  ['case and accents do not count', { reference: 'Žagar' }, 'filter[reference]=zagar', true],
  ['letters with a stroke are other letters', { reference: 'Ø' }, 'filter[reference]=O', false],
  ['trailing blanks do not count', { reference: 'AB-1 ' }, 'filter[reference]=AB-1', true],
  ['a day alone is its midnight', {}, 'date=1&filter[date_upd]=[2026-01-01,2026-02-01]', true],
  [
    'a second later is after midnight',
    { date_upd: '2026-02-01 00:00:01' },
    'date=1&filter[date_upd]=[2026-01-01,2026-02-01]',
    false,
  ],
  ['what is no date matches nothing', {}, 'date=1&filter[date_upd]=>[yesterday]', false],
  ['a percent sign inside is a wildcard', { reference: 'AB-XY-1' }, 'filter[reference]=[AB%251]%25', true],
  ['an underscore is one character', { reference: 'AB-1' }, 'filter[reference]=[AB_]%25', true],
  ['a dot in a pattern is a dot', { reference: 'AB-1' }, 'filter[reference]=[AB.]%25', false],
  ['none of a set', { id_product: '3' }, 'filter[id_product]=![1|2]', true],
  ['all filters must fit', {}, 'filter[id_product]=7&filter[reference]=other', false],
  ['a sign that means nothing asks nothing', {}, 'filter[reference]=~[other]', true],
  ['nothing is known of NULL, not even what it is not', { reference: null }, 'filter[reference]=![x]', false],
  ['a translated field is looked up in each language', {}, 'filter[name]=skodelica', true],
])('%s', (_, fields, query, expected) => {
  expect(matches(thing(fields), query)).toBe(expected)
})

test('a translated field is looked up in the wanted languages only', () => {
  expect(matches(thing({}), 'filter[name]=skodelica', ['1'])).toBe(false)
})

const rows = fc
  .uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 500 }), day: fc.integer({ min: 1, max: 9 }) }), {
    selector: ({ id }) => id,
    maxLength: 60,
  })
  .map((records) => records.map(({ id, day }) => thing({ id, date_upd: `2026-01-0${day} 00:00:00` })))

const select = (table: Row[], query: string): number[] => {
  const resource = createResource('things', table, schema)
  return selectRows(resource, parseSelection(resource, parseQuery(query)), ['1'], ['1']).map(({ id }) => id)
}

test('pages by the last id seen show every row once, in order', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 20 }), (table, size) => {
      const seen: number[] = []
      for (let page = [0]; page.length > 0; seen.push(...page)) {
        page = select(table, `filter[id]=>[${seen.at(-1) ?? 0}]&sort=[id_ASC]&limit=${size}`)
      }
      expect(seen).toEqual(table.map(({ id }) => id).sort((a, b) => a - b))
    }),
  )
})

test('pages by offset, sorted by two fields, show every row once', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 20 }), (table, size) => {
      const pages = Array.from({ length: Math.ceil(table.length / size) }, (_, page) =>
        select(table, `date=1&sort=[date_upd_DESC,id_ASC]&limit=${page * size},${size}`),
      )
      const wanted = table.toSorted((a, b) => String(b['date_upd']).localeCompare(String(a['date_upd'])) || a.id - b.id)
      expect(pages.flat()).toEqual(wanted.map(({ id }) => id))
    }),
  )
})
