import { expect, test } from 'vitest'
import { childOf, readXml, XmlSyntaxError } from './read-xml.ts'

test('elements, attributes, CDATA, entities and comments are read', () => {
  const document = readXml(
    `<?xml version="1.0"?>\n<!-- a --><a x="1 &amp; 2" y='z'><b><![CDATA[<&>]]> &lt;&#268;&#x17E;</b><c/></a>\n`,
  )
  expect(document).toMatchObject({ name: 'a', attributes: { x: '1 & 2', y: 'z' } })
  expect(childOf(document, 'b')?.text).toBe('<&> <Čž')
  expect(childOf(document, 'c')).toEqual({ name: 'c', attributes: {}, children: [], text: '' })
})

test.each([
  ['', 0],
  ['{"a":1}', 0],
  ['<a><b></a>', 6],
  ['<a>', 3],
  ['<a>1 & 2</a>', 3],
  ['<a>&nbsp;</a>', 3],
  ['<a x=1></a>', 0],
  ['<a></a><b></b>', 0],
  ['</a>', 0],
])('%j is no XML', (text, offset) => {
  expect(() => readXml(text)).toThrow(XmlSyntaxError)
  expect(() => readXml(text)).toThrow(expect.objectContaining({ offset }))
})
