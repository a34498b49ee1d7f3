import { describe, expect, it } from 'vitest'
import { parseBody } from './body.ts'
import { recordingOf } from './testing/recordings.ts'

const warning = '<br />\n<b>Warning</b>:  Undefined variable $x in <b>/var/www/html/a.php</b> on line <b>3</b><br />\n'

describe('parseBody', () => {
  it.each([
    ['nothing before it', '', ''],
    ['blanks and byte-order marks', '\uFEFF\uFEFF \r\n', ''],
    ['a PHP warning', warning, warning.trim()],
    ['a warning with brackets', 'Notice: {"a"} and [] in {}\n', 'Notice: {"a"} and [] in {}'],
    ['a warning that ends in a bracket', 'Array ( [0] => [] )', 'Array ( [0] => [] )'],
    ['text on the same line', 'debug', 'debug'],
  ])('finds JSON behind %s', (_name, before, noise) => {
    expect(parseBody(`${before}{"orders":[{"id":1}]}\n`)).toEqual({
      kind: 'json',
      value: { orders: [{ id: 1 }] },
      noise,
    })
    expect(parseBody(`${before}[]`)).toEqual({ kind: 'json', value: [], noise })
  })

  it('finds XML behind a PHP warning', () => {
    const body = parseBody(recordingOf('php-warning-before-xml').response.body)
    expect(body).toMatchObject({
      kind: 'xml',
      root: { name: 'prestashop' },
      noise: expect.stringMatching(/^<br \/>\n<b>W/),
    })
  })

  it('finds JSON that talks of XML behind a PHP warning', () => {
    expect(parseBody(`${warning}{"products":[{"description":"<?xml version='1.0'?>"}]}`)).toMatchObject({
      kind: 'json',
    })
  })

  it.each([
    ['nothing', '', 'empty'],
    ['blanks', ' \n\uFEFF', 'empty'],
    ['a web page', '<!DOCTYPE html><html><body>{"a":[]}</body></html>', 'text'],
    ['an XHTML page', '<?xml version="1.0"?><html><body></body></html>', 'text'],
    ['a list cut off within a text', '{"orders":[{"id":1,"note":"see []', 'text'],
    ['a fatal error that ends in brackets and a full stop', 'Fatal error: Array to string [].', 'text'],
  ])('takes %s for no answer', (_name, text, kind) => {
    expect(parseBody(text)).toMatchObject({ kind })
  })

  const pieces = (text: string): string[] =>
    [...text.trimEnd().matchAll(/[\]}>]|.{500}/gs)].map(({ index }) => text.slice(0, index + 1)).slice(0, -1)

  it.each(['order-30-customised-product-details', 'order-06-card-two-vat-rates', 'res-stock-availables'])(
    'never takes a piece of the JSON list %s for a list',
    (name) => {
      for (const piece of pieces(recordingOf(name).response.body)) {
        expect(parseBody(piece).kind).toBe('text')
        expect(parseBody(warning + piece).kind).toBe('text')
      }
    },
  )

  it('never takes a piece of an XML record for a record', () => {
    for (const piece of pieces(recordingOf('orders-06-xml').response.body)) {
      expect(parseBody(piece).kind).toBe('text')
      expect(parseBody(warning + piece).kind).toBe('text')
    }
  })
})
