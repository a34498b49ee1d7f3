import { expect, test } from 'vitest'
import { wantedLanguages } from './languages.ts'

const installed = { installed: ['1', '2', '3'], active: ['1', '3'] }

test.each([
  [undefined, ['1', '3']],
  ['2', ['2']],
  ['[2]', ['2']],
  ['[3|1]', ['3', '1']],
  ['[1,2]', ['1', '2']],
  ['[2|9]', ['2']],
])('language=%s shows %j', (language, expected) => {
  expect(wantedLanguages(language === undefined ? {} : { language }, installed)).toEqual(expected)
})

test.each([
  ['9', [81]],
  ['en', [79, 81]],
  ['[1,2,3]', [78, 81]],
])('language=%s is refused with %j', (language, codes) => {
  const refusal = { problems: codes.map((code) => expect.objectContaining({ code })) }
  expect(() => wantedLanguages({ language }, installed)).toThrow(expect.objectContaining(refusal))
})
