import { describe, expect, it } from 'vitest'
import { createKeyMask, toPlainText } from './shop-text.ts'

describe('toPlainText', () => {
  it.each([
    [
      'HTML',
      'Property <b>StockAvailable-&gt;quantity</b> is &quot;bad&quot; &amp; &#039;odd&#039;',
      'Property StockAvailable->quantity is "bad" & \'odd\'',
    ],
    ['a path', 'in /var/www/html/classes/db/DbPDO.php:151', 'in DbPDO.php:151'],
    [
      'a path of a module',
      'in /home/ana/public_html/modules/pay/pay.php on line 3',
      'in modules/pay/pay.php on line 3',
    ],
    ['a path in tags', 'in <b>/var/www/html/a.inc.php</b> on line <b>3</b>', 'in a.inc.php on line 3'],
    ['a Windows path', 'in C:\\xampp\\htdocs\\classes\\Tools.php on line 3', 'in Tools.php on line 3'],
    ['a folder', 'not within (/home/ana/public_html/)', 'not within ((folder))'],
    ['an address', 'see https://shop.example/api/orders', 'see https://shop.example/api/orders'],
    ['a fraction', 'size 1/2/3', 'size 1/2/3'],
    ['line breaks', ' one\n\ttwo  three ', 'one two three'],
  ])('cleans %s', (_name, text, plain) => {
    expect(toPlainText(text)).toBe(plain)
  })

  it('cuts what is long', () => {
    expect(toPlainText('x'.repeat(5_000))).toHaveLength(300)
  })
})

describe('createKeyMask', () => {
  it('hides the key in each of its forms', () => {
    const key = 'ABCDEFGH12345678ABCDEFGH12345678'
    const text = `key ${key}, small ${key.toLowerCase()}, header Basic ${btoa(`${key}:`)}`
    expect(createKeyMask(key)(text)).toBe('key ***, small ***, header Basic ***')
  })

  it('takes odd keys literally, and none for nothing', () => {
    expect(createKeyMask('a.c')('abc a.c')).toBe('abc ***')
    expect(createKeyMask('')('abc')).toBe('abc')
    expect(createKeyMask('ključ')(`x ${Buffer.from('ključ:').toString('base64')} ključ`)).toBe('x *** ***')
  })
})
