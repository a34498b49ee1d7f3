import { describe, expect, it } from 'vitest'
import { parseShopUrl } from './shop-url.ts'

describe('parseShopUrl', () => {
  it.each([
    ['shop.example', 'https://shop.example/api/'],
    ['  https://shop.example  ', 'https://shop.example/api/'],
    ['http://shop.example', 'http://shop.example/api/'],
    ['HTTPS://Shop.Example/', 'https://shop.example/api/'],
    ['//shop.example', 'https://shop.example/api/'],
    ['shop.example/', 'https://shop.example/api/'],
    ['shop.example//', 'https://shop.example/api/'],
    ['shop.example/api', 'https://shop.example/api/'],
    ['shop.example/api/', 'https://shop.example/api/'],
    ['https://shop.example/api/configurations/?display=full&output_format=JSON', 'https://shop.example/api/'],
    ['shop.example/folder', 'https://shop.example/folder/api/'],
    ['shop.example/folder/sub/', 'https://shop.example/folder/sub/api/'],
    ['shop.example/folder/api/', 'https://shop.example/folder/api/'],
    ['shop.example/apiary', 'https://shop.example/apiary/api/'],
    ['https://shop.example/index.php', 'https://shop.example/api/'],
    ['https://shop.example/?id=1#top', 'https://shop.example/api/'],
    ['localhost:8080', 'https://localhost:8080/api/'],
    ['http://127.0.0.1:8080/shop', 'http://127.0.0.1:8080/shop/api/'],
    ['https://ABCDEFGHIJKLMNOPQRSTUVWXYZ123456@shop.example/api', 'https://shop.example/api/'],
    ['https://čevlji.example', 'https://xn--evlji-gya.example/api/'],
  ])('reads %s', (typed, url) => {
    expect(parseShopUrl(typed).href).toBe(url)
  })

  it('reads its own results unchanged', () => {
    const url = parseShopUrl('shop.example/folder')
    expect(parseShopUrl(url.href).href).toBe(url.href)
  })

  it.each(['', '   ', 'https://', 'ftp://shop.example', 'my shop', 'javascript://shop.example'])(
    'refuses "%s"',
    (typed) => {
      expect(() => parseShopUrl(typed)).toThrow(expect.objectContaining({ code: 'ERR_PRESTASHOP_ADDRESS' }))
    },
  )
})
