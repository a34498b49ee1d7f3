import { ShopAddressError } from './errors.ts'

/**
 * The webservice's address from whatever a person typed: with or without scheme (then https), with trailing slashes, with
 * `/api`, with a whole webservice URL, in a sub-folder. The result ends in `/api/` and holds no user, query or fragment.
 *
 * @throws {ShopAddressError}
 */
export const parseShopUrl = (text: string): URL => {
  const typed = text.trim()
  const absolute = /^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `https://${typed.replace(/^\/+/, '')}`
  // The text stays out of the message: people paste addresses with the key in them.
  if (!URL.canParse(absolute)) throw new ShopAddressError('This is not an address. Enter it like https://shop.example')
  const { protocol, host, pathname } = new URL(absolute)
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new ShopAddressError('The shop address has to begin with https:// or http://')
  }
  const folder = pathname.replace(/\/(api|index\.php)(\/.*)?$/i, '').replace(/\/+$/, '')
  return new URL(`${protocol}//${host}${folder}/api/`)
}
