import { buildQuery, textParameter } from './php-query.ts'
import { fieldOf, textOf } from './row.ts'
import type { Shop } from './shop.ts'
import type { WebRequest } from './web-request.ts'

/**
 * Where a shop sends a request that is not for one of its shops: to its main domain, usually to the front page, the
 * path of the resource lost in a parameter.
 *
 * @returns the new address, or `undefined` when the request is for this shop
 */
export const findRedirect = (request: WebRequest, shop: Shop, checkHost: boolean): string | undefined => {
  const domain = mainDomain(shop)
  const shopId = textParameter(request.query, 'id_shop')
  const isKnownShop = shopId === undefined || shopId === 'all' || shop.row('shops', Number(shopId)) !== undefined
  const host = request.host.replace(/:\d+$/, '')
  const isOwnHost = !checkHost || shopId !== undefined || host === domain
  if (isKnownShop && isOwnHost) return undefined
  const { id_shop: _, ...parameters } = request.query
  const path = host === `www.${domain}` || domain === `www.${host}` ? request.target : '/'
  const query = buildQuery(parameters)
  return `http://${domain}${path}${query === '' ? '' : `?${query}`}`
}

const mainDomain = (shop: Shop): string => {
  const main = shop.rows('shop_urls').find((row) => row['main'] === '1')
  return main === undefined ? 'localhost' : textOf(fieldOf(main, 'domain'))
}
