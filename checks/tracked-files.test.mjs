import { expect, test } from 'vitest'
import { findStrangePlaces } from './tracked-files.mjs'

const find = (text) => findStrangePlaces('a.txt', text, '/srv/pretok')

test.each([
  ['a registry host', ['resolved: https://registry', 'npmjs.org/zod'].join('.')],
  ['the folder of this checkout', 'open /srv/pretok/README.md'],
])('%s is found, with its line', (what, line) => {
  expect(find(`first\n${line}\n`)).toEqual([`a.txt:2 names ${what}`])
})

test('ordinary text is not', () => {
  expect(find('npm start\nhttps://example.com/home/page/\n/usr/bin/env\n')).toEqual([])
})
